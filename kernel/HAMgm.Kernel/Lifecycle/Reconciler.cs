using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Kernel.Loading;

namespace HAMgm.Kernel.Lifecycle;

/// <summary>
/// Brings what runs in line with plugins.json and the folders, one plugin at a time: what one of them cannot do is logged, and
/// shows in its status, and the others go on. Run again and again, it changes nothing when nothing has changed.
/// </summary>
internal sealed class Reconciler(KernelOptions options, PluginRegistry registry, PluginCatalog catalog, LifecycleEngine engine, RuntimeLink runtimes, ILogger log) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    // What was wished at the last run, so that only a change of wish undoes what an operator did by hand since.
    private readonly Dictionary<string, bool> _wished = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _complaints = new(StringComparer.Ordinal);
    private string _complaint = "";
    private bool _isEarly;

    /// <summary>Full path of plugins.json; empty before the start.</summary>
    public string PluginsJson { get; set; } = "";

    /// <summary>Something could not be done for now (a critical plugin on a node that must go on): worth another try later.</summary>
    public bool HasPostponed { get; private set; }

    public void Dispose() => _gate.Dispose();

    /// <summary>Looks once, and does what is to be done.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Read() is { } content)
            {
                HasPostponed = false;
                await TryAsync(content, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The same for what a runtime has found alone, while the others are not started yet.</summary>
    public async Task RunFoundAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _isEarly = true;
            if (Read() is { } content)
            {
                await TryFoundAsync(content, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _isEarly = false;
            _gate.Release();
        }
    }

    /// <summary>Folders to look at: those beside each other, and those that plugins.json names.</summary>
    public IEnumerable<string> Folders()
    {
        IEnumerable<string> beside = Directory.Exists(options.PluginsFolder) ? Directory.EnumerateDirectories(options.PluginsFolder) : [];
        return beside.Concat(registry.All.Where(record => !record.IsOfHost && record.Manifest.FoundStamp is null).Select(record => record.Manifest.Info.Folder)).Distinct(StringComparer.Ordinal);
    }

    private PluginsFileContent? Read()
    {
        try
        {
            PluginsFileContent content = PluginsFile.Read(PluginsJson);
            _complaint = "";
            return content;
        }
        catch (KernelException e)
        {
            // Once, not at every look. What runs goes on as it was.
            if (_complaint != e.Message)
            {
                _complaint = e.Message;
                log.Error("plugins.json is wrong; everything goes on as it was", ("reason", e.Message));
            }

            return null;
        }
    }

    private async Task TryAsync(PluginsFileContent content, CancellationToken cancellationToken)
    {
        foreach (PluginRecord record in registry.All.Where(record => !record.IsOfHost && record.Manifest.FoundStamp is null))
        {
            bool isGone = record.Manifest.Stamp == 0;
            await AttemptAsync(record, () => RetireAsync(record, isGone, content, cancellationToken)).ConfigureAwait(false);
        }

        foreach (PluginManifest manifest in Found(content))
        {
            await RaiseAsync(manifest, content, cancellationToken).ConfigureAwait(false);
        }

        // Last: who runs the others may have come or gone just now.
        await TryFoundAsync(content, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same for what a runtime has found. While it only stands still, its plugins wait.</summary>
    private async Task TryFoundAsync(PluginsFileContent content, CancellationToken cancellationToken)
    {
        IReadOnlyList<PluginManifest>? found = runtimes.Find(content);
        if (found is null && runtimes.IsExpected)
        {
            return;
        }

        found ??= [];
        foreach (PluginRecord record in registry.All.Where(record => record.Manifest.FoundStamp is not null))
        {
            bool isGone = !found.Any(manifest => manifest.Id == record.Id);
            await AttemptAsync(record, () => RetireAsync(record, isGone, content, cancellationToken)).ConfigureAwait(false);
        }

        foreach (PluginManifest manifest in found)
        {
            if (registry.Find(manifest.Id) is { } known && known.Manifest.FoundStamp is null)
            {
                Complain(manifest.Script!, KernelException.Conflict(manifest.Id, $"{manifest.Script} has the id '{manifest.Id}' of a plugin in {known.Manifest.Info.Folder}; give it another id"));
                continue;
            }

            await RaiseAsync(manifest, content, cancellationToken).ConfigureAwait(false);
        }

        foreach (PluginsFileEntry entry in content.Entries.Where(entry => entry.IsScript && registry.Find(entry.Id) is null))
        {
            Complain(entry.Id, KernelException.Conflict(entry.Id, $"plugins.json lists the script '{entry.Id}', which was not found; correct the id, name its file as \"script\", or enable the plugin that runs scripts"));
        }
    }

    private async Task RaiseAsync(PluginManifest manifest, PluginsFileContent content, CancellationToken cancellationToken)
    {
        PluginRecord record = registry.Find(manifest.Id) ?? catalog.Add(manifest);
        await AttemptAsync(record, () => RaiseAsync(record, manifest, content, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Stops what shall not run, and forgets what is gone.</summary>
    private async Task RetireAsync(PluginRecord record, bool isGone, PluginsFileContent content, CancellationToken cancellationToken)
    {
        bool isWished = content.Wants(record.Id) || (record.Manifest.IsBootstrap && !isGone);
        bool wasWished = !_wished.TryGetValue(record.Id, out bool before) || before;
        if ((isGone || (!isWished && wasWished)) && record.Instance is not null)
        {
            await engine.StopOneAsync(record, unload: true, cancellationToken).ConfigureAwait(false);
        }

        if (isGone)
        {
            log.Info("plugin was removed", ("plugin", record.Id), ("from", record.Manifest.Script ?? record.Manifest.Info.Folder));
            _wished.Remove(record.Id);
            registry.Remove(record);
            return;
        }

        if (!isWished)
        {
            _wished[record.Id] = false;
            record.IsWanted = false;
            Disable(record);
        }
    }

    private void Disable(PluginRecord record)
    {
        if (record.Instance is null && record.State is not (ModuleState.Disabled or ModuleState.NotSupported))
        {
            registry.Move(record, ModuleState.Disabled, "plugins.json does not enable it");
        }
    }

    /// <summary>Starts what shall run and does not, and exchanges what has changed.</summary>
    private async Task RaiseAsync(PluginRecord record, PluginManifest manifest, PluginsFileContent content, CancellationToken cancellationToken)
    {
        if (!content.Wants(record.Id))
        {
            Disable(record);
            return;
        }

        string settings = content.Find(record.Id)?.SettingsJson ?? "{}";
        bool wasWished = _wished.TryGetValue(record.Id, out bool before) ? before : record.IsWanted;
        bool hasChanged = manifest.Stamp != record.Stamp && record.Stamp != 0;
        _wished[record.Id] = true;
        if (record.Instance is not null ? hasChanged || settings != record.SettingsJson : hasChanged && (record.IsWanted || record.State == ModuleState.Faulted))
        {
            if (record.Manifest.IsBootstrap)
            {
                log.Warn("plugin has changed; it takes effect at the next start of the service", ("plugin", record.Id));
                record.Stamp = manifest.Stamp;
                return;
            }

            await engine.ReloadAsync(record, settings, manifest, cancellationToken).ConfigureAwait(false);
        }
        else if (record.Instance is null && !wasWished)
        {
            await engine.AddAsync(record, manifest, settings, startOthers: !_isEarly, cancellationToken).ConfigureAwait(false);
        }
    }

    private IEnumerable<PluginManifest> Found(PluginsFileContent content)
    {
        IEnumerable<string> named = content.Entries.Select(entry => entry.Folder).OfType<string>();
        foreach (string folder in Folders().Concat(named).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray())
        {
            if (FolderStamp.Of(folder) == 0)
            {
                continue;
            }

            PluginManifest? manifest = null;
            try
            {
                manifest = ManifestReader.Read(folder);
            }
            catch (KernelException e)
            {
                Complain(folder, e);
            }

            if (manifest is not null && registry.Find(manifest.Id) is var known && (known is null || known.Manifest.Info.Folder == manifest.Info.Folder))
            {
                yield return manifest;
            }
        }
    }

    private async Task AttemptAsync(PluginRecord record, Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (KernelException e)
        {
            HasPostponed |= !e.IsPermanent;
            Complain(record.Id, e);
            if (record.State == ModuleState.Running)
            {
                // It runs on as it was; its status says that something else was wanted.
                registry.Move(record, ModuleState.Running, e.Message);
            }
            else if (record.State is ModuleState.Discovered or ModuleState.Disabled or ModuleState.Unloaded)
            {
                registry.Move(record, e.IsPermanent ? ModuleState.Faulted : record.State, e.Message);
            }
        }
    }

    private void Complain(string subject, KernelException error)
    {
        if (_complaints.GetValueOrDefault(subject) != error.Message)
        {
            _complaints[subject] = error.Message;
            log.Error("a change of the plugins could not be carried out", ("subject", subject), ("reason", error.Message));
        }
    }
}
