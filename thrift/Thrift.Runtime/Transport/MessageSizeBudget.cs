namespace Thrift.Transport;

/// <summary>How many bytes the message that is being read may yet have.</summary>
internal sealed class MessageSizeBudget(long maxBytes)
{
    private long _known = maxBytes;

    public long Max { get; } = maxBytes;

    public long Remaining { get; private set; } = maxBytes;

    public void Reset(long newSize)
    {
        if (newSize > Max)
        {
            throw TooLarge();
        }

        _known = newSize < 0 ? Max : newSize;
        Remaining = _known;
    }

    public void UpdateKnown(long size)
    {
        var consumed = _known - Remaining;
        Reset(size);
        Consume(consumed);
    }

    public void Check(long bytes)
    {
        if (bytes > Remaining)
        {
            throw TooLarge();
        }
    }

    public void Consume(long bytes)
    {
        if (bytes > Remaining)
        {
            Remaining = 0;
            throw TooLarge();
        }

        Remaining -= bytes;
    }

    private TTransportException TooLarge() => new(
        TTransportException.ExceptionType.EndOfFile,
        $"A message is longer than it can be ({_known} bytes at most).");
}
