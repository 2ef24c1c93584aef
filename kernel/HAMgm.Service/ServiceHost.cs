using System.Diagnostics.CodeAnalysis;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Linux.Notify;

namespace HAMgm.Service;

/// <summary>This process, as plugins see it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The token source lives as long as the process; plugins hold its token.")]
internal sealed class ServiceHost(string configPath, ServiceNotifier notifier) : IHost
{
    private readonly CancellationTokenSource _stopping = new();
    private volatile Func<Task>? _restart;
    private readonly TaskCompletionSource<(int ExitCode, string Reason)> _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static string ProductVersion { get; } = typeof(ServiceHost).Assembly.GetName().Version!.ToString(3);

    public string ConfigPath { get; } = configPath;

    public string BaseDirectory { get; } = Path.GetFullPath(AppContext.BaseDirectory);

    public string Version => ProductVersion;

    public long StartedAtUnixMs { get; } = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    public bool IsGuarded { get; } = GuardPid is not null;

    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Ends with the first request to stop.</summary>
    public Task<(int ExitCode, string Reason)> StopRequest => _stop.Task;

    /// <summary>The guard's process id, if one watches.</summary>
    public static int? GuardPid =>
        int.TryParse(Environment.GetEnvironmentVariable("HAMGM_GUARD_PID"), out int pid) && pid > 0 ? pid : null;

    /// <summary>Whether a plugin is the product's: the specification's layers name them.</summary>
    public static bool IsOwn(PluginInfo plugin) => plugin.Id.Split('.')[0] is "component" or "logic" or "management" or "service";

    /// <summary>The guard says so: the service that ran before this one ended by a signal that it brought upon itself.</summary>
    public static bool HasPredecessorCrashed => Environment.GetEnvironmentVariable("HAMGM_PREDECESSOR") == "crashed";

    public void RequestStop(int exitCode, string reason)
    {
        // The first reason is the cause; what fails while everything stops is its consequence.
        if (!_stop.TrySetResult((exitCode, reason)))
        {
            return;
        }

        notifier.Stopping();
        notifier.Status(exitCode == ExitCodes.Success ? $"stopping: {reason}" : $"stopping with code {exitCode}: {reason}");

        // On the pool: callbacks of plugins must not run on the thread of a signal, or of whoever asked.
        ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), _stopping, preferLocal: false);
    }

    /// <summary>Runs <paramref name="restart"/> when the guard asks for a restart in place.</summary>
    public void OnRestart(Func<Task> restart) => _restart = restart;

    /// <summary>The guard wants this process restarted in place; nobody is there to do that while it starts.</summary>
    public void RequestRestart()
    {
        if (_restart is { } restart)
        {
            _ = Task.Run(restart);
        }
        else
        {
            notifier.Custom(RestartRequest.Refused, "the service is starting");
        }
    }

    public void ReportStatus(string status) => notifier.Status(status);
}
