using System.Buffers.Binary;

namespace Thrift.Transport;

/// <summary>Each message goes as one frame: its length in four bytes, big-endian, and then it.</summary>
public class TFramedTransport : TLayeredTransport
{
    private const int HeaderBytes = 4;

    /// <summary>So much is set aside on the word of the other side alone; the rest as its bytes arrive.</summary>
    private const int ChunkBytes = 64 * 1024;

    private readonly byte[] _header = new byte[HeaderBytes];
    private readonly GrowingBuffer _out = new(HeaderBytes);
    private byte[] _in = [];
    private int _inStart;
    private int _inEnd;

    /// <summary>Makes one on top of another one.</summary>
    public TFramedTransport(TTransport transport)
        : base(transport)
    {
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> PeekAsync(CancellationToken cancellationToken) =>
        _inStart < _inEnd || await InnerTransport.PeekAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        if (length == 0)
        {
            return 0;
        }

        while (_inStart == _inEnd)
        {
            await ReadFrameAsync(cancellationToken);
        }

        var count = Math.Min(length, _inEnd - _inStart);
        Buffer.BlockCopy(_in, _inStart, buffer, offset, count);
        _inStart += count;
        return count;
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        var limit = Configuration.MaxFrameSize;
        if ((long)_out.Length - HeaderBytes + length > limit)
        {
            throw new TTransportException($"A message is larger than the largest frame ({limit} bytes).");
        }

        _out.Append(buffer.AsSpan(offset, length));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_out.Length > HeaderBytes)
        {
            BinaryPrimitives.WriteInt32BigEndian(_out.Array, _out.Length - HeaderBytes);
            try
            {
                await InnerTransport.WriteAsync(_out.Array, 0, _out.Length, cancellationToken);
            }
            finally
            {
                _out.Reset(HeaderBytes);
            }
        }

        await InnerTransport.FlushAsync(cancellationToken);
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
        if (numBytes > _inEnd - _inStart)
        {
            throw new TTransportException(
                TTransportException.ExceptionType.EndOfFile,
                $"{numBytes} bytes announced, {_inEnd - _inStart} left in the frame.");
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
        _inStart = _inEnd = 0;

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

        _inEnd = size;
    }

    /// <summary>Makes framed transports.</summary>
    public class Factory : TTransportFactory
    {
        /// <inheritdoc/>
        public override TTransport GetTransport(TTransport trans) => new TFramedTransport(trans);
    }
}
