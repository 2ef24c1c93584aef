namespace HAMgm.Kernel.Events;

/// <summary>What the bus needs of a subscription whatever its event type.</summary>
internal abstract class EventSubscription : IDisposable
{
    /// <summary>Plugin id, or the handler's type name.</summary>
    public abstract string Subscriber { get; }

    /// <summary>Drops since the last call; resets the count.</summary>
    public abstract long TakeUnreportedDrops();

    /// <summary>Ends the subscription; what waits for the handler is discarded.</summary>
    public abstract void Dispose();
}
