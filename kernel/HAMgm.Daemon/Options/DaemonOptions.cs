namespace HAMgm.Daemon.Options;

/// <summary>The command line, checked.</summary>
internal sealed record DaemonOptions
{
    /// <summary>What is asked for.</summary>
    public DaemonCommand Command { get; init; }

    /// <summary>The configuration file, as it is passed on to the service; the guard itself never reads it.</summary>
    public string ConfigPath { get; init; } = "";

    /// <summary>The service's program file; by default the one beside this program.</summary>
    public string ServicePath { get; init; } = Path.Combine(AppContext.BaseDirectory, "hamgm-service");

    /// <summary>The data folder of the guard that is asked (status, restart).</summary>
    public string DataDirectory { get; init; } = "";

    /// <summary>Resident megabytes above which the service is restarted in good order; 0 only reports.</summary>
    public int MaxResidentMegabytes { get; init; }

    /// <summary>Open descriptors above which the service is restarted in good order; 0 only reports.</summary>
    public int MaxDescriptors { get; init; }

    /// <summary>How long the service may take to say READY before it is killed and started again.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long the service may take to stop, T of the lease not counted.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
