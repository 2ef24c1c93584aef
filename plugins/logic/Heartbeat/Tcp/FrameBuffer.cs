using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>
/// What has come on a connection and is not yet handled: takes whatever one receive gives, and hands out one checked frame
/// after the other. A beat and the STATE behind it are one system call so. Never grows for a length that the header's own
/// checks have not allowed.
/// </summary>
internal sealed class FrameBuffer(FrameCodec codec)
{
    // Enough for heartbeats, STATE and most messages; grows to the longest frame when one comes that is longer.
    private const int SmallLength = 4096;

    private byte[] _bytes = new byte[MessageSeal.NonceLength + SmallLength];
    private int _frame = MessageSeal.NonceLength;
    private int _start = MessageSeal.NonceLength;
    private int _end = MessageSeal.NonceLength;
    private bool _isHeaderChecked;

    /// <summary>The header of the frame just taken.</summary>
    public FrameHeader Header { get; private set; }

    /// <summary>Room for a nonce, then the frame just taken. Valid until more is received.</summary>
    public Span<byte> SealedFrame => _bytes.AsSpan(_frame - MessageSeal.NonceLength, MessageSeal.NonceLength + Header.Length);

    /// <summary>Whether a frame has begun and is not complete.</summary>
    public bool HasBegun => _end > _start;

    /// <summary>Makes room and returns it: where the next bytes go. Never empty.</summary>
    public Span<byte> Reserve()
    {
        int needed = MessageSeal.NonceLength + (_isHeaderChecked ? Header.Length : FrameCodec.HeaderLength);
        int held = _end - _start;
        if (needed > _bytes.Length)
        {
            byte[] larger = new byte[MessageSeal.NonceLength + FrameCodec.MaxLength];
            _bytes.AsSpan(_start, held).CopyTo(larger.AsSpan(MessageSeal.NonceLength));
            _bytes = larger;
        }
        else if (_start > MessageSeal.NonceLength)
        {
            _bytes.AsSpan(_start, held).CopyTo(_bytes.AsSpan(MessageSeal.NonceLength));
        }

        _start = MessageSeal.NonceLength;
        _end = _start + held;
        return _bytes.AsSpan(_end);
    }

    /// <summary>So many bytes have been written into the room.</summary>
    public void Add(int count) => _end += count;

    /// <summary>Takes the next frame.</summary>
    /// <param name="refusal">None when it is whole and its checksums are right; else the connection is of no more use.</param>
    /// <returns>False when more bytes are needed.</returns>
    public bool TryTake(out Refusal refusal)
    {
        refusal = Refusal.None;
        if (!_isHeaderChecked)
        {
            if (_end - _start < FrameCodec.HeaderLength)
            {
                return false;
            }

            refusal = codec.ReadHeader(_bytes.AsSpan(_start, FrameCodec.HeaderLength), out FrameHeader header);
            if (refusal != Refusal.None)
            {
                return true;
            }

            Header = header;
            _isHeaderChecked = true;
        }

        if (_end - _start < Header.Length)
        {
            return false;
        }

        _frame = _start;
        _start += Header.Length;
        _isHeaderChecked = false;
        if (Header.Length > FrameCodec.HeaderLength)
        {
            refusal = FrameCodec.CheckTrailer(_bytes.AsSpan(_frame, Header.Length));
        }

        return true;
    }
}
