using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Loading;
using HAMgm.Kernel.Supervision;

namespace HAMgm.Kernel.Lifecycle;

/// <inheritdoc/>
internal sealed class PluginManager(KernelOptions options, PluginRegistry registry, PluginCatalog catalog, LifecycleEngine engine, Reconciler reconciler, CrashJournal journal, RuntimeLink runtimes) : IPluginManager
{
    public async Task<PluginInfo> LoadPluginAsync(string path, CancellationToken cancellationToken)
    {
        PluginManifest manifest = ManifestReader.Read(path);
        PluginCatalog.RefuseUnsupported(manifest);
        PluginRecord? known = registry.Find(manifest.Id);
        if (known is not null)
        {
            if (known.Instance is not null)
            {
                throw KernelException.Conflict(known.Id, $"plugin '{known.Id}' is loaded already ({known.State}); reload or unload it");
            }

            registry.Remove(known);
        }

        PluginRecord record = catalog.Add(manifest);
        record.SettingsJson = known?.SettingsJson ?? "{}";
        bool isStarted = false;
        try
        {
            var graph = new DependencyGraph(registry.All.Where(one => one.IsWanted || one == record));
            graph.Order();
            graph.SpreadCriticality();
            await engine.StartOneAsync(record, cancellationToken).ConfigureAwait(false);
            isStarted = true;
        }
        finally
        {
            if (!isStarted)
            {
                registry.Remove(record);
                if (known is not null)
                {
                    registry.TryAdd(known);
                }
            }
        }

        return manifest.Info;
    }

    public async Task<PluginResult> ExecutePluginAsync(string name, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken)
    {
        PluginRecord record = registry.Get(name);
        if (record.State != ModuleState.Running || record.Instance is not { } instance)
        {
            throw KernelException.Conflict(name, $"plugin '{name}' does not run ({record.State}); start it first");
        }

        if (instance.Main is not IPlugin plugin)
        {
            throw KernelException.Conflict(name, $"plugin '{name}' is a {record.Manifest.Info.Kind}, not an executable one");
        }

        long begun = options.TimeProvider.GetTimestamp();
        object? value = null;
        Exception? error = await FaultBarrier.RunAsync(
            async token => value = await plugin.ExecuteAsync(parameters, token).ConfigureAwait(false),
            options.ExecuteDeadline,
            options.TimeProvider,
            cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        TimeSpan duration = options.TimeProvider.GetElapsedTime(begun);
        return error is null
            ? new PluginResult(true, value, "", duration)
            : new PluginResult(false, null, PluginRunner.Text(error), duration);
    }

    public Task UnloadPluginAsync(string name, CancellationToken cancellationToken) =>
        engine.StopOneAsync(registry.Get(name), unload: true, cancellationToken);

    public Task ReloadPluginAsync(string name, CancellationToken cancellationToken) =>
        engine.ReloadAsync(registry.Get(name), null, null, cancellationToken);

    public async Task SetPluginEnabledAsync(string name, bool enabled, CancellationToken cancellationToken)
    {
        PluginRecord record = registry.Get(name);
        if (record.IsOfHost || record.Manifest.IsBootstrap)
        {
            throw KernelException.Conflict(name, $"plugin '{name}' is needed to start at all; it can be neither enabled nor disabled");
        }

        if (!enabled)
        {
            engine.RefuseToStop(record);
        }

        if (enabled)
        {
            journal.Forgive(name);
        }
        else
        {
            journal.End(name);
        }

        PluginsFile.SetEnabled(reconciler.PluginsJson, name, enabled, record.Manifest.FoundStamp is not null);
        await reconciler.RunAsync(cancellationToken).ConfigureAwait(false);
        if (enabled && record.State is ModuleState.Faulted or ModuleState.Stopped or ModuleState.Unloaded)
        {
            // plugins.json had said so before; it had failed, or was stopped by hand.
            await engine.StartOneAsync(record, cancellationToken).ConfigureAwait(false);
        }

        if (registry.Find(name) is { } now && now.State == ModuleState.Running != enabled)
        {
            throw KernelException.Conflict(name, $"plugins.json says it now, but plugin '{name}' is {now.State}: {now.Status.Reason}");
        }
    }

    public IReadOnlyList<PluginInfo> GetPlugins() => [.. registry.All.Select(record => record.Manifest.Info)];

    public PluginStatus GetPluginStatus(string name)
    {
        PluginRecord record = registry.Get(name);
        PluginManifest manifest = record.Manifest;
        PluginStatus status = manifest.Script is null
            ? record.Status with { MemoryBytes = record.Instance?.LoadedBytes ?? 0, NotUnloaded = record.NotUnloaded }
            : runtimes.WithUsage(record.Status);
        return status with
        {
            IsEnabled = record.IsWanted || record.IsOfHost,
            IsCritical = record.IsCritical,
            RunningFor = status.State == ModuleState.Running ? options.TimeProvider.GetElapsedTime(record.RunningSince) : TimeSpan.Zero,
            Contracts = manifest.Contracts.ToString(),
            Requires = [.. manifest.Requires.Select(requirement => requirement.Contract.FullName + (requirement.IsOptional ? "?" : ""))],
            Provides = [.. manifest.Provides.Select(contract => contract.FullName!)],
        };
    }
}
