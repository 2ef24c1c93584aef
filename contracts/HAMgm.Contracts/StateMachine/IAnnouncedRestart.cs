using HAMgm.Contracts.Time;

namespace HAMgm.Contracts.StateMachine;

/// <summary>Lets this process end without releasing the VIP: its successor takes it up (safety-rules.md R14). logic.statemachine provides it.</summary>
public interface IAnnouncedRestart
{
    /// <summary>
    /// Asks the peer to hold off, waits until it has that on its disk, and leaves the addresses bound for the next process.
    /// Afterwards this process must end at once, and with success.
    /// </summary>
    /// <returns>Until when the next process may take the addresses up.</returns>
    /// <exception cref="Errors.HamgmException">Cluster/409: not PRIMARY; Cluster/504: the peer did not say that it holds off; Vip/503: the addresses cannot be left. This node holds on as before.</exception>
    Task<MonotonicTime> AnnounceAsync(CancellationToken cancellationToken);
}
