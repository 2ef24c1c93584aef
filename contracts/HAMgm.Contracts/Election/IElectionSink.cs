using HAMgm.Contracts.Time;

namespace HAMgm.Contracts.Election;

/// <summary>Takes the outcome of <see cref="IElection.Persist"/>. Called from the writer's thread; returns at once.</summary>
public interface IElectionSink
{
    /// <summary>Facts up to this ticket are on the disk, or could not be written.</summary>
    /// <param name="ticket">Of <see cref="IElection.Persist"/>.</param>
    /// <param name="isDurable">False when the disk refused.</param>
    /// <param name="at">When.</param>
    void OnPersisted(ulong ticket, bool isDurable, MonotonicTime at);
}
