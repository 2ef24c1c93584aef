using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Kernel.Events;
using HAMgm.Kernel.Loading;
using HAMgm.Kernel.Logging;
using HAMgm.Kernel.Supervision;

namespace HAMgm.Kernel.Lifecycle;

/// <summary>Takes one plugin up and down its life cycle. Knows nothing of others but where to find what they provide.</summary>
internal sealed class PluginRunner(
    KernelOptions options, PluginRegistry registry, EventBus bus, LogHub logs, Supervisor supervisor, LeftoverWatch leftovers, CrashJournal journal, RuntimeLink runtimes, IReadOnlyDictionary<Type, object> hostServices)
{
    private readonly ILogger _log = logs.GetLogger("kernel");
    private long _starts;

    /// <summary>Loads if need be, initializes if need be, starts. On failure nothing of it stays, and it is Faulted.</summary>
    /// <returns>Null, or why it failed.</returns>
    public async Task<KernelException?> StartAsync(PluginRecord record, CancellationToken cancellationToken)
    {
        if (await LoadAsync(record, cancellationToken).ConfigureAwait(false) is { } notLoaded)
        {
            return notLoaded;
        }

        PluginInstance instance = record.Instance!;
        string step = "Initialize";
        Exception? error = null;
        if (!instance.IsInitialized)
        {
            instance.IsInitialized = true;
            error = await CallAsync(token => instance.InitializeAsync(record.SettingsJson, token), options.StartDeadline, cancellationToken).ConfigureAwait(false);
            if (error is null)
            {
                registry.Move(record, ModuleState.Initialized);
            }
        }

        if (error is null)
        {
            step = "Start";
            error = await CallAsync(instance.StartAsync, options.StartDeadline, cancellationToken).ConfigureAwait(false);
        }

        if (error is not null)
        {
            KernelException failure = Describe(record, step, error);
            await StopAsync(record, failure.Message, keepInstance: false, ModuleState.Faulted).ConfigureAwait(false);
            return failure;
        }

        record.StartNumber = ++_starts;
        record.RunningSince = options.TimeProvider.GetTimestamp();
        registry.Move(record, ModuleState.Running);
        if (instance.Provided.TryGetValue(typeof(ILoggerComponent), out object? log))
        {
            logs.Attach((ILoggerComponent)log);
        }

        if (instance.Provided.TryGetValue(typeof(IPluginRuntime), out object? runtime))
        {
            runtimes.Attach((IPluginRuntime)runtime);
        }

        return null;
    }

    /// <summary>Loads and composes, if that has not been done.</summary>
    public async Task<KernelException?> LoadAsync(PluginRecord record, CancellationToken cancellationToken)
    {
        record.Services ??= new PluginServices(record, bus, logs.GetLogger(record.Id), supervisor);
        if (record.Instance is not null)
        {
            return null;
        }

        // Before anything is read: what is changed meanwhile shows as a change.
        record.Stamp = record.IsOfHost ? 0 : record.Manifest.Stamp;
        bool isAssembly = record.Manifest.Script is null;
        if (isAssembly && journal.WhyNot(record) is { } setAside)
        {
            registry.Move(record, ModuleState.Faulted, setAside);
            return new KernelException(record.Id, setAside) { IsPermanent = true };
        }

        if (WhyNotBySettings(record) is { } wrong)
        {
            registry.Move(record, ModuleState.Faulted, wrong);
            return KernelException.BadFile(record.Id, wrong);
        }

        if (isAssembly)
        {
            journal.Begin(record);
        }

        PluginInstance? loaded = null;
        PluginManifest manifest = record.Manifest;
        Exception? error = FaultBarrier.Run(() => Missing(manifest)) ?? await CallAsync(
            _ =>
            {
                (Dictionary<Type, object> exports, HashSet<string> boundTo) = HandedIn(manifest, record.Services);
                loaded = isAssembly ? PluginLoader.Load(manifest, exports, boundTo, options.IsOwn(manifest.Info)) : RuntimeLink.Load(manifest, exports, boundTo);
                return Task.CompletedTask;
            },
            options.StartDeadline,
            cancellationToken).ConfigureAwait(false);
        if (error is null)
        {
            record.Instance = loaded;
            registry.Move(record, ModuleState.Loaded);
            return null;
        }

        KernelException failure = Describe(record, "constructor", error);
        await StopAsync(record, failure.Message, keepInstance: false, ModuleState.Faulted).ConfigureAwait(false);
        return failure;
    }

    /// <summary>Stops within the deadline, ends its subscriptions, and unloads it unless it is to be started again as it is.</summary>
    public async Task StopAsync(PluginRecord record, string reason, bool keepInstance, ModuleState endState = ModuleState.Stopped)
    {
        PluginInstance? instance = record.Instance;
        if (instance is not null)
        {
            if (instance.Provided.TryGetValue(typeof(ILoggerComponent), out object? log))
            {
                logs.Detach((ILoggerComponent)log);
            }

            if (instance.Provided.TryGetValue(typeof(IPluginRuntime), out object? runtime))
            {
                runtimes.Detach((IPluginRuntime)runtime);
            }

            Exception? error = instance.IsInitialized
                ? await CallAsync(instance.StopAsync, options.StopDeadline, CancellationToken.None).ConfigureAwait(false)
                : null;
            if (error is not null)
            {
                // Not asked again: what is left of it goes with its context.
                keepInstance = false;
                string stopFailure = $"its Stop failed: {Text(error)}";
                _log.Warn("plugin did not stop in good order", ("plugin", record.Id), ("reason", stopFailure));
                reason = reason.Length == 0 ? stopFailure : $"{reason} ({stopFailure})";
            }
        }

        record.Services?.Bus.DropAll();
        if (!keepInstance && !record.IsOfHost)
        {
            Unload(record);
        }

        registry.Move(record, endState, reason);
    }

    /// <summary>What an error of a plugin means for an operator, and for the exit code.</summary>
    public static KernelException Describe(PluginRecord record, string step, Exception error) => error switch
    {
        KernelException known => known,
        HamgmException { Kind: ErrorKind.Configuration } e => new KernelException(
            record.Id, $"plugin '{record.Id}' did not start: {e.Message}", ExitCodes.Configuration, e.Kind, e.Code, e)
        {
            // What such a one is configured by is its own file: nothing to try again before that changes.
            IsPermanent = record.Manifest.Script is not null,
        },
        HamgmException e => new KernelException(
            record.Id,
            $"plugin '{record.Id}' did not start: {e.Message}",
            e.Code is ErrorCodes.Unavailable or ErrorCodes.Forbidden ? ExitCodes.Environment : ExitCodes.Plugin,
            e.Kind,
            e.Code,
            e),
        _ => new KernelException(
            record.Id, $"plugin '{record.Id}' failed in its {step}: {Text(error)}", code: ErrorCodes.Internal, inner: error),
    };

    /// <summary>An exception in one line.</summary>
    public static string Text(Exception error) =>
        error is HamgmException or TimeoutException ? error.Message : $"{error.GetType().Name}: {error.Message}";

    private void Unload(PluginRecord record)
    {
        PluginInstance? instance = record.Instance;
        record.Instance = null;
        record.Services = null;
        if (instance?.Trace is { } trace)
        {
            leftovers.Expect(record, trace);
        }

        if (instance is not null && FaultBarrier.Run(instance.Unload) is { } error)
        {
            _log.Warn("a part of the plugin failed in its Dispose", ("plugin", record.Id), ("reason", Text(error)));
        }
    }

    private Task<Exception?> CallAsync(Func<CancellationToken, Task> call, TimeSpan deadline, CancellationToken cancellationToken) =>
        FaultBarrier.RunAsync(call, deadline, options.TimeProvider, cancellationToken);

    private string? WhyNotBySettings(PluginRecord record)
    {
        if (record.IsOfHost || registry.FindProvided(typeof(ISettingsKeeper))?.Export is not ISettingsKeeper keeper)
        {
            return null;
        }

        string? why = null;
        Exception? error = FaultBarrier.Run(() => why = keeper.WhyNot(record.Id));
        why ??= error is null ? null : Text(error);
        return why is null ? null : $"plugin '{record.Id}': {why}; correct it and reload the plugin";
    }

    private void Missing(PluginManifest manifest)
    {
        foreach (Requirement requirement in manifest.Requires)
        {
            if (!requirement.IsOptional && registry.FindProvided(requirement.Contract) is null)
            {
                throw new KernelException(manifest.Id, $"plugin '{manifest.Id}' requires {requirement.Contract.FullName}, and no running plugin provides it; start its provider first");
            }
        }
    }

    private (Dictionary<Type, object> Exports, HashSet<string> BoundTo) HandedIn(PluginManifest manifest, PluginServices services)
    {
        var exports = new Dictionary<Type, object>(hostServices)
        {
            [typeof(IEventBus)] = services.Bus,
            [typeof(ILogger)] = services.Logger,
            [typeof(IFaultReporter)] = services,
        };
        var boundTo = new HashSet<string>(StringComparer.Ordinal);
        foreach (Requirement requirement in manifest.Requires)
        {
            if (registry.FindProvided(requirement.Contract) is var (provider, export))
            {
                exports[requirement.Contract] = export;
                boundTo.Add(provider.Id);
            }
        }

        return (exports, boundTo);
    }
}
