namespace HAMgm.Logic.Sync.Rsync;

/// <summary>rsync's daemon on this node: the plugin's own, or the distribution's.</summary>
internal interface IRsyncService : IAsyncDisposable
{
    /// <summary>Whether it runs, found out now.</summary>
    bool IsRunning { get; }

    /// <summary>The password of its modules.</summary>
    string Password { get; }

    /// <summary>Starts it, unless it runs; it answers when this returns.</summary>
    /// <exception cref="RsyncException">It cannot be started.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Stops it; its conversations have ended and its port is free when this returns.</summary>
    /// <exception cref="RsyncException">It cannot be stopped.</exception>
    Task StopAsync(CancellationToken cancellationToken);
}
