using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Kernel.Loading;

namespace HAMgm.Kernel.Lifecycle;

/// <summary>
/// Brings what runs in line with plugins.json and the folders, one plugin at a time: what one of them cannot do is logged, and
/// shows in its status, and the others go on. Run again and again, it changes nothing when nothing has changed.
/// </summary>
internal sealed class Reconciler(KernelOptions options, PluginRegistry registry, PluginCatalog catalog, LifecycleEngine engine, ILogger log) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    // What was wished at the last run, so that only a change of wish undoes what an operator did by hand since.
    private readonly Dictionary<string, bool> _wished = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _complaints = new(StringComparer.Ordinal);
    private string _complaint = "";

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

    /// <summary>Folders to look at: those beside each other, and those that plugins.json names.</summary>
    public IEnumerable<string> Folders()
    {
        IEnumerable<string> beside = Directory.Exists(options.PluginsFolder) ? Directory.EnumerateDirectories(options.PluginsFolder) : [];
        return beside.Concat(registry.All.Where(record => !record.IsOfHost).Select(record => record.Manifest.Info.Folder)).Distinct(StringComparer.Ordinal);
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
        foreach (PluginRecord record in registry.All.Where(record => !record.IsOfHost))
        {
            await AttemptAsync(record, () => RetireAsync(record, content, cancellationToken)).ConfigureAwait(false);
        }

        foreach (PluginManifest manifest in Found(content))
        {
            PluginRecord record = registry.Find(manifest.Id) ?? catalog.Add(manifest);
            await AttemptAsync(record, () => RaiseAsync(record, manifest, content, cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <summary>Stops what shall not run, and forgets what is gone.</summary>
    private async Task RetireAsync(PluginRecord record, PluginsFileContent content, CancellationToken cancellationToken)
    {
        bool isGone = FolderStamp.Of(record.Manifest.Info.Folder) == 0;
        bool isWished = content.Wants(record.Id) || (record.Manifest.IsBootstrap && !isGone);
        bool wasWished = !_wished.TryGetValue(record.Id, out bool before) || before;
        if ((isGone || (!isWished && wasWished)) && record.Instance is not null)
        {
            await engine.StopOneAsync(record, unload: true, cancellationToken).ConfigureAwait(false);
        }

        if (isGone)
        {
            log.Info("plugin's folder was removed", ("plugin", record.Id), ("folder", record.Manifest.Info.Folder));
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
        bool hasChanged = FolderStamp.Of(manifest.Info.Folder) != record.Stamp && record.Stamp != 0;
        _wished[record.Id] = true;

        // It was to run and could not (copied half, made for another version, or its provider was not there yet): nobody has stopped it.
        bool hasFailed = record.Instance is null && record.State is ModuleState.Faulted or ModuleState.Discovered or ModuleState.NotSupported;
        bool isOther = hasChanged || settings != record.SettingsJson;
        if (record.Instance is not null ? isOther : isOther && record.Stamp != 0 && (record.IsWanted || hasFailed))
        {
            if (record.Manifest.IsBootstrap)
            {
                log.Warn("plugin has changed; it takes effect at the next start of the service", ("plugin", record.Id));
                record.Stamp = FolderStamp.Of(manifest.Info.Folder);
                return;
            }

            await engine.ReloadAsync(record, settings, cancellationToken).ConfigureAwait(false);
        }
        else if (record.Instance is null && (!wasWished || (hasFailed && record.Stamp == 0)))
        {
            await engine.AddAsync(record, manifest, settings, cancellationToken).ConfigureAwait(false);
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
