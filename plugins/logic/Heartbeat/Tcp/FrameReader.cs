using System.Net.Sockets;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>
/// Reads one checked frame after the other from a connection. Never allocates for a length that the header's own checks have
/// not allowed; a frame that has begun must be finished within the io time-out.
/// </summary>
internal sealed class FrameReader(Socket socket, FrameCodec codec)
{
    // Enough for heartbeats and STATE; grows to the longest frame when a message comes.
    private const int SmallLength = 512;

    private byte[] _buffer = new byte[MessageSeal.NonceLength + SmallLength];

    /// <summary>The header of the frame just read.</summary>
    public FrameHeader Header { get; private set; }

    /// <summary>Room for a nonce, then the frame just read. Valid until the next is read.</summary>
    public Span<byte> SealedFrame => _buffer.AsSpan(0, MessageSeal.NonceLength + Header.Length);

    /// <summary>Reads the next frame.</summary>
    /// <param name="idle">How long it may take to begin.</param>
    /// <param name="io">How long it may take from then on.</param>
    /// <param name="watchdog">Cancelled when one of them has passed.</param>
    /// <returns>None when there is one; else the connection is of no more use.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">The watchdog or its owner cancelled.</exception>
    public async ValueTask<Refusal> ReadAsync(TimeSpan idle, TimeSpan io, CancellationTokenSource watchdog)
    {
        watchdog.CancelAfter(idle);
        Memory<byte> header = _buffer.AsMemory(MessageSeal.NonceLength, FrameCodec.HeaderLength);
        int got = await socket.ReceiveAsync(header, SocketFlags.None, watchdog.Token).ConfigureAwait(false);
        watchdog.CancelAfter(io);
        if (got == 0 || !await FillAsync(header[got..], watchdog.Token).ConfigureAwait(false))
        {
            return Refusal.Closed;
        }

        Refusal refusal = codec.ReadHeader(header.Span, out FrameHeader checkedHeader);
        if (refusal != Refusal.None || checkedHeader.Length == FrameCodec.HeaderLength)
        {
            Header = checkedHeader;
            return refusal;
        }

        Reserve(MessageSeal.NonceLength + checkedHeader.Length);
        Memory<byte> frame = _buffer.AsMemory(MessageSeal.NonceLength, checkedHeader.Length);
        if (!await FillAsync(frame[FrameCodec.HeaderLength..], watchdog.Token).ConfigureAwait(false))
        {
            return Refusal.Closed;
        }

        Header = checkedHeader;
        return FrameCodec.CheckTrailer(frame.Span);
    }

    private async ValueTask<bool> FillAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        while (destination.Length > 0)
        {
            int got = await socket.ReceiveAsync(destination, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            if (got == 0)
            {
                return false;
            }

            destination = destination[got..];
        }

        return true;
    }

    private void Reserve(int length)
    {
        if (_buffer.Length >= length)
        {
            return;
        }

        byte[] larger = new byte[MessageSeal.NonceLength + FrameCodec.MaxLength];
        _buffer.AsSpan(0, MessageSeal.NonceLength + FrameCodec.HeaderLength).CopyTo(larger);
        _buffer = larger;
    }
}
