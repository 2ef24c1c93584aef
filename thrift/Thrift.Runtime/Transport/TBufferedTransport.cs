namespace Thrift.Transport;

/// <summary>Reads ahead and gathers writes until they are flushed; the bytes on the wire are the same.</summary>
public class TBufferedTransport : TGatheringTransport
{
    private readonly MessageSizeBudget _budget;
    private readonly byte[] _in;
    private int _inEnd;
    private int _counted;

    /// <summary>Makes one on top of another one, which reads bufSize bytes at a time.</summary>
    public TBufferedTransport(TTransport transport, int bufSize = 4096)
        : base(transport, headerBytes: 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bufSize, 1);
        _in = new byte[bufSize];
        _budget = new MessageSizeBudget(Configuration.MaxMessageSize);
    }

    private protected override int MaxGatheredBytes => Configuration.MaxMessageSize;

    /// <inheritdoc/>
    public override async ValueTask<bool> PeekAsync(CancellationToken cancellationToken) =>
        ReadWindowPosition < _inEnd || await InnerTransport.PeekAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        if (length == 0)
        {
            return 0;
        }

        if (ReadWindowPosition == _inEnd)
        {
            // What is read ahead may belong to several messages, so they are counted here, not below.
            Count();
            InnerTransport.ResetConsumedMessageSize();
            _inEnd = _counted = 0;
            OpenWindow(0);
            _inEnd = await InnerTransport.ReadAsync(_in, 0, _in.Length, cancellationToken);
        }

        var start = ReadWindowPosition;
        var count = Math.Min(length, _inEnd - start);
        Count();
        _budget.Consume(count);
        Buffer.BlockCopy(_in, start, buffer, offset, count);
        _counted = start + count;
        OpenWindow(_counted);
        return count;
    }

    /// <inheritdoc/>
    public override void ResetConsumedMessageSize(long newSize = -1)
    {
        _counted = ReadWindowPosition;
        _budget.Reset(newSize);
        OpenWindow(_counted);
    }

    /// <inheritdoc/>
    public override void UpdateKnownMessageSize(long size)
    {
        Count();
        _budget.UpdateKnown(size);
        OpenWindow(_counted);
    }

    /// <inheritdoc/>
    public override void CheckReadBytesAvailable(long numBytes)
    {
        Count();
        _budget.Check(numBytes);
    }

    // What the protocols have read in the window since the last time.
    private void Count()
    {
        _budget.Consume(ReadWindowPosition - _counted);
        _counted = ReadWindowPosition;
    }

    private void OpenWindow(int position) =>
        SetReadWindow(_in, position, (int)Math.Min(_inEnd, position + _budget.Remaining));

    /// <summary>Makes buffered transports.</summary>
    public class Factory : TTransportFactory
    {
        /// <inheritdoc/>
        public override TTransport GetTransport(TTransport trans) => new TBufferedTransport(trans);
    }
}
