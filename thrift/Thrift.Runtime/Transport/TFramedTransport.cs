using System.Buffers.Binary;

namespace Thrift.Transport;

/// <summary>Each message goes as one frame: its length in four bytes, big-endian, and then it.</summary>
public class TFramedTransport : TGatheringTransport
{
    private const int HeaderBytes = 4;

    /// <summary>So much is set aside on the word of the other side alone; the rest as its bytes arrive.</summary>
    private const int ChunkBytes = 64 * 1024;

    private readonly byte[] _header = new byte[HeaderBytes];
    private byte[] _in = [];

    /// <summary>Makes one on top of another one.</summary>
    public TFramedTransport(TTransport transport)
        : base(transport, HeaderBytes)
    {
    }

    private protected override int MaxGatheredBytes => Configuration.MaxFrameSize;

    /// <inheritdoc/>
    public override async ValueTask<bool> PeekAsync(CancellationToken cancellationToken) =>
        ReadWindowPosition < ReadWindowEnd || await InnerTransport.PeekAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        if (length == 0)
        {
            return 0;
        }

        while (ReadWindowPosition == ReadWindowEnd)
        {
            await ReadFrameAsync(cancellationToken);
        }

        var start = ReadWindowPosition;
        var count = Math.Min(length, ReadWindowEnd - start);
        Buffer.BlockCopy(_in, start, buffer, offset, count);
        SetReadWindow(_in, start + count, ReadWindowEnd);
        return count;
    }

    /// <summary>Does nothing: the frame's own length is the limit.</summary>
    public override void ResetConsumedMessageSize(long newSize = -1)
    {
    }

    /// <summary>Does nothing: the frame's own length is the limit.</summary>
    public override void UpdateKnownMessageSize(long size)
    {
    }

    /// <inheritdoc/>
    public override void CheckReadBytesAvailable(long numBytes)
    {
        if (numBytes > ReadWindowEnd - ReadWindowPosition)
        {
            throw new TTransportException(
                TTransportException.ExceptionType.EndOfFile,
                $"{numBytes} bytes announced, {ReadWindowEnd - ReadWindowPosition} left in the frame.");
        }
    }

    private async ValueTask ReadFrameAsync(CancellationToken cancellationToken)
    {
        InnerTransport.ResetConsumedMessageSize();
        await InnerTransport.ReadAllAsync(_header, 0, HeaderBytes, cancellationToken);
        var size = BinaryPrimitives.ReadInt32BigEndian(_header);
        if (size < 0 || size > Configuration.MaxFrameSize)
        {
            throw new TTransportException($"A frame of {(uint)size} bytes; the limit is {Configuration.MaxFrameSize}.");
        }

        InnerTransport.CheckReadBytesAvailable(size);

        // A large frame's buffer is let go with it, so that one request does not cost memory for ever.
        if (_in.Length > ChunkBytes || _in.Length < Math.Min(size, ChunkBytes))
        {
            _in = new byte[Math.Min(size, ChunkBytes)];
        }

        var have = 0;
        while (have < size)
        {
            if (have == _in.Length)
            {
                Array.Resize(ref _in, (int)Math.Min(size, (long)have * 2));
            }

            var count = Math.Min(_in.Length, size) - have;
            await InnerTransport.ReadAllAsync(_in, have, count, cancellationToken);
            have += count;
        }

        SetReadWindow(_in, 0, size);
    }

    private protected override void WriteHeader(byte[] message, int length) =>
        BinaryPrimitives.WriteInt32BigEndian(message, length);

    /// <summary>Makes framed transports.</summary>
    public class Factory : TTransportFactory
    {
        /// <inheritdoc/>
        public override TTransport GetTransport(TTransport trans) => new TFramedTransport(trans);
    }
}
