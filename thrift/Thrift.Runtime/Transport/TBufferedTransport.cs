namespace Thrift.Transport;

/// <summary>Reads ahead and gathers writes until they are flushed; the bytes on the wire are the same.</summary>
public class TBufferedTransport : TLayeredTransport
{
    private readonly MessageSizeBudget _budget;
    private readonly GrowingBuffer _out = new(0);
    private readonly byte[] _in;
    private int _inStart;
    private int _inEnd;

    /// <summary>Makes one on top of another one, which reads bufSize bytes at a time.</summary>
    public TBufferedTransport(TTransport transport, int bufSize = 4096)
        : base(transport)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bufSize, 1);
        _in = new byte[bufSize];
        _budget = new MessageSizeBudget(Configuration.MaxMessageSize);
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

        if (_inStart == _inEnd)
        {
            // What is read ahead may belong to several messages, so they are counted here, not below.
            InnerTransport.ResetConsumedMessageSize();
            _inStart = _inEnd = 0;
            _inEnd = await InnerTransport.ReadAsync(_in, 0, _in.Length, cancellationToken);
        }

        var count = Math.Min(length, _inEnd - _inStart);
        _budget.Consume(count);
        Buffer.BlockCopy(_in, _inStart, buffer, offset, count);
        _inStart += count;
        return count;
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        var limit = Configuration.MaxMessageSize;
        if ((long)_out.Length + length > limit)
        {
            throw new TTransportException($"A message is larger than the limit ({limit} bytes).");
        }

        _out.Append(buffer.AsSpan(offset, length));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_out.Length > 0)
        {
            try
            {
                await InnerTransport.WriteAsync(_out.Array, 0, _out.Length, cancellationToken);
            }
            finally
            {
                _out.Reset(0);
            }
        }

        await InnerTransport.FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void ResetConsumedMessageSize(long newSize = -1) => _budget.Reset(newSize);

    /// <inheritdoc/>
    public override void UpdateKnownMessageSize(long size) => _budget.UpdateKnown(size);

    /// <inheritdoc/>
    public override void CheckReadBytesAvailable(long numBytes) => _budget.Check(numBytes);

    /// <summary>Makes buffered transports.</summary>
    public class Factory : TTransportFactory
    {
        /// <inheritdoc/>
        public override TTransport GetTransport(TTransport trans) => new TBufferedTransport(trans);
    }
}
