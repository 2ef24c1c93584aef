using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Loading;
using HAMgm.Kernel.Supervision;

namespace HAMgm.Kernel.Lifecycle;

/// <inheritdoc/>
internal sealed class ModuleManager(KernelOptions options, PluginRegistry registry, LifecycleEngine engine) : IModuleManager
{
    public void RegisterModule(string name, IModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (!ManifestReader.IsValidId(name))
        {
            throw new KernelException(name, $"'{name}' is not a valid id: lower-case words joined by dots", code: ErrorCodes.BadRequest);
        }

        var manifest = new PluginManifest
        {
            Info = new PluginInfo(name, PluginLoader.ContractsVersion.ToString(3), PluginKind.Module, false, "", "part of the host"),
            Contracts = new VersionWindow(new Version(0, 0), true, null, false),
        };
        var record = new PluginRecord(manifest, new BackOff(options.RestartDelay, options.MaxRestartDelay, options.RestartDelayReset))
        {
            IsOfHost = true,
            Instance = new PluginInstance(module, new Dictionary<Type, object>(), null, null),
        };
        if (!registry.TryAdd(record))
        {
            throw KernelException.Conflict(name, $"there is already a plugin '{name}'; register the module by another name");
        }

        registry.Move(record, ModuleState.Loaded);
    }

    public Task StartModuleAsync(string name, CancellationToken cancellationToken) =>
        engine.StartOneAsync(registry.Get(name), cancellationToken);

    public Task StopModuleAsync(string name, CancellationToken cancellationToken) =>
        engine.StopOneAsync(registry.Get(name), unload: false, cancellationToken);

    public ModuleStatus GetModuleStatus(string name) => StatusOf(registry.Get(name));

    public async Task SendMessageAsync(string from, string to, object message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        PluginRecord record = registry.Get(to);
        if (record.State != ModuleState.Running || record.Instance is not { } instance)
        {
            throw KernelException.Conflict(to, $"'{to}' does not run ({record.State}); start it first");
        }

        if (instance.Main is not IMessageReceiver receiver)
        {
            throw KernelException.Conflict(to, $"'{to}' takes no messages: it does not implement {nameof(IMessageReceiver)}");
        }

        Exception? error = await FaultBarrier.RunAsync(
            token => receiver.ReceiveMessageAsync(from, message, token), options.ExecuteDeadline, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (error is not null)
        {
            throw error as HamgmException ?? new KernelException(
                to, $"'{to}' could not handle the message from '{from}': {PluginRunner.Text(error)}", code: ErrorCodes.Internal, inner: error);
        }
    }

    public IReadOnlyDictionary<string, ModuleStatus> GetModules() =>
        registry.All.ToDictionary(record => record.Id, StatusOf, StringComparer.Ordinal);

    private static ModuleStatus StatusOf(PluginRecord record)
    {
        PluginStatus status = record.Status;
        string detail = status.Reason;
        if (status.State == ModuleState.Running && record.Instance?.Main is IModule module)
        {
            if (FaultBarrier.Run(() => detail = module.GetStatus().Detail) is { } error)
            {
                record.Services?.Report(error);
                return new ModuleStatus(ModuleState.Faulted, $"its GetStatus failed: {PluginRunner.Text(error)}", status.Restarts);
            }
        }

        return new ModuleStatus(status.State, detail, status.Restarts);
    }
}
