namespace Thrift.Transport;

/// <summary>A transport that moves bytes itself; counts them against <see cref="TConfiguration.MaxMessageSize"/>.</summary>
public abstract class TEndpointTransport : TTransport
{
    private readonly MessageSizeBudget _budget;

    /// <summary>Makes one with limits; null: the default ones.</summary>
    protected TEndpointTransport(TConfiguration? config)
    {
        Configuration = config ?? new TConfiguration();
        _budget = new MessageSizeBudget(Configuration.MaxMessageSize);
    }

    /// <inheritdoc/>
    public override TConfiguration Configuration { get; }

    /// <summary>How many bytes the message that is being read may yet have.</summary>
    protected long RemainingMessageSize => _budget.Remaining;

    /// <inheritdoc/>
    public override void ResetConsumedMessageSize(long newSize = -1) => _budget.Reset(newSize);

    /// <inheritdoc/>
    public override void UpdateKnownMessageSize(long size) => _budget.UpdateKnown(size);

    /// <inheritdoc/>
    public override void CheckReadBytesAvailable(long numBytes) => _budget.Check(numBytes);

    /// <summary>To be called with the number of bytes that were read.</summary>
    /// <exception cref="TTransportException">The message is longer than it may be.</exception>
    protected void CountConsumedMessageBytes(long numBytes) => _budget.Consume(numBytes);
}
