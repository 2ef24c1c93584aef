using HAMgm.Contracts.Kernel;

namespace HAMgm.Kernel;

/// <summary>Where the kernel finds plugins, and how long it waits for them.</summary>
public sealed record KernelOptions
{
    /// <summary>Folder that holds one folder a plugin.</summary>
    public required string PluginsFolder { get; init; }

    /// <summary>How long a plugin may take for each of loading, Initialize and Start.</summary>
    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a plugin may take to stop, and a guard to step down, before it is abandoned.</summary>
    public TimeSpan StopDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one run of an executable plugin may take.</summary>
    public TimeSpan ExecuteDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait before the first restart of a plugin that failed; doubles each time.</summary>
    public TimeSpan RestartDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before a restart.</summary>
    public TimeSpan MaxRestartDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A plugin that ran this long has recovered: its next wait is the first one again.</summary>
    public TimeSpan RestartDelayReset { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long plugins.json and the folders must not have changed before a change is acted upon.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>After how long a change that could not be carried out is tried again.</summary>
    public TimeSpan RetryTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after a plugin was unloaded it is looked whether its context is gone.</summary>
    public TimeSpan LeftoverTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a plugin came with the product: such a one is never suspected of a crash, and if it was
    /// compiled ahead of time, its first context stays until the process ends.</summary>
    public Func<PluginInfo, bool> IsOwn { get; init; } = static _ => false;

    /// <summary>The kernel's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where log lines go when no plugin keeps a log.</summary>
    public TextWriter StandardError { get; init; } = Console.Error;
}
