namespace HAMgm.Contracts.Peer;

/// <summary>
/// Reliable messages between the nodes over the TCP link, and what is known of the link. logic.heartbeat provides it;
/// management.cluster replicates and forwards through it (design.md section 5).
/// </summary>
public interface IPeerChannel
{
    /// <summary>Begins to send beats (spec/1 section 2.3.1). The module's Start does so.</summary>
    void StartHeartbeat();

    /// <summary>Stops sending beats; still answers. For drills and tests.</summary>
    void StopHeartbeat();

    /// <summary>Whether the peer is reachable, per link, with latency and loss.</summary>
    ConnectionStatus GetConnectionStatus();

    /// <summary>Sends a request to the peer and waits for its reply.</summary>
    /// <param name="payload">At most 1 MiB.</param>
    /// <param name="timeout">After this it fails; what became of it is unknown.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable: no connection, or no reply in time; the peer's own error as it was.</exception>
    Task<ReadOnlyMemory<byte>> RequestAsync(ReadOnlyMemory<byte> payload, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Sets who answers the peer's requests. At most 16 run at a time; more wait.</summary>
    /// <param name="handler">
    /// Null: nobody; the channel itself then answers ServiceUnavailable/503, and holds on to nothing of the last one's plugin
    /// (a delegate would pin its load context). What it has begun to answer it finishes.
    /// </param>
    void HandleRequests(Func<ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>>>? handler);
}
