using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Kernel;
using HAMgm.Linux.Notify;

namespace HAMgm.Service;

/// <summary>Starts the kernel, waits for a reason to stop, stops it.</summary>
internal sealed class ServiceRun(PluginKernel kernel, ServiceHost host, ServiceNotifier notifier)
{
    // Each plugin has a deadline of its own; this one is for all of them, so that a hand-over never waits for ever.
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(30);

    public async Task<int> RunAsync()
    {
        ILogger log = kernel.GetLogger("service");
        TaskScheduler.UnobservedTaskException += (_, args) =>
            log.Error("a task failed and nobody looked", ("error", args.Exception.ToString()));
        if (ServiceHost.GuardPid is { } guardPid)
        {
            GuardWatch.Start(guardPid, host);
        }

        if (await TryStartAsync(log).ConfigureAwait(false) is { } failed)
        {
            return failed;
        }

        host.OnRestart(new RestartRequest(kernel, host, notifier, log).RunAsync);
        (int exitCode, string reason) = await host.StopRequest.ConfigureAwait(false);
        log.Info("service stops", ("exitCode", exitCode), ("reason", reason));
        return await StopAsync(exitCode).ConfigureAwait(false);
    }

    /// <summary>Null when all runs, else the exit code.</summary>
    private async Task<int?> TryStartAsync(ILogger log)
    {
        try
        {
            notifier.Status("starting");
            await kernel.StartBootstrapAsync(host.Stopping).ConfigureAwait(false);
            IConfigManager configuration = Boot.Configuration(kernel);

            // The guard keeps its own files there, and cannot read the configuration itself.
            notifier.Custom("X_HAMGM_DATA_DIR", configuration.GetPath("data_dir"));
            notifier.Custom(RestartRequest.Capable, "1");
            kernel.KeepJournal(configuration.GetPath("data_dir"), ServiceHost.HasPredecessorCrashed);
            await kernel.StartAsync(Boot.ManifestPath(configuration, host), host.Stopping).ConfigureAwait(false);

            // Half of the heap is what only the start needed; later a collection of that depth would come at a worse time.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            notifier.Ready();
            log.Info("service runs", ("version", host.Version), ("config", host.ConfigPath), ("guarded", host.IsGuarded));
            return null;
        }
        catch (Exception e) when (host.StopRequest.IsCompleted && (e is HamgmException or OperationCanceledException))
        {
            return await StopAsync((await host.StopRequest.ConfigureAwait(false)).ExitCode).ConfigureAwait(false);
        }
        catch (HamgmException e)
        {
            string text = StartupError.Describe(e);
            await Console.Error.WriteLineAsync(text).ConfigureAwait(false);
            notifier.Status(text);
            return await StopAsync(StartupError.ExitCode(e)).ConfigureAwait(false);
        }
    }

    private async Task<int> StopAsync(int exitCode)
    {
        try
        {
            await kernel.StopAsync().WaitAsync(StopDeadline).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await Console.Error.WriteLineAsync($"hamgm-service: plugins did not stop within {StopDeadline.TotalSeconds} s; leaving them").ConfigureAwait(false);
        }

        return exitCode;
    }
}
