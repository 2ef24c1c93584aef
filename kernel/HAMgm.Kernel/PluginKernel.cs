using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Kernel.Events;
using HAMgm.Kernel.Lifecycle;
using HAMgm.Kernel.Loading;
using HAMgm.Kernel.Logging;
using HAMgm.Kernel.Supervision;
using HAMgm.Kernel.Watching;

namespace HAMgm.Kernel;

/// <summary>
/// The microkernel: finds plugins, loads, composes, starts, supervises and stops them. It starts in two steps, because what
/// runs is decided by a file that the configuration names, and the configuration is itself a plugin.
/// </summary>
public sealed class PluginKernel : IAsyncDisposable
{
    private readonly EventBus _bus;
    private readonly LogHub _logs;
    private readonly ILogger _log;
    private readonly PluginRegistry _registry;
    private readonly PluginCatalog _catalog;
    private readonly Supervisor _supervisor;
    private readonly LifecycleEngine _engine;
    private readonly Reconciler _reconciler;
    private readonly PluginsWatch _watch;
    private readonly LeftoverWatch _leftovers;
    private readonly CrashJournal _journal;
    private bool _isDiscovered;
    private bool _isStarted;
    private bool _isDisposed;

    /// <summary>Creates a kernel; nothing happens yet.</summary>
    /// <param name="options">Folders and deadlines.</param>
    /// <param name="host">The process around it.</param>
    public PluginKernel(KernelOptions options, IHost host)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(host);
        _bus = new EventBus(options.TimeProvider);
        _logs = new LogHub(options.TimeProvider, options.StandardError);
        _log = _logs.GetLogger("kernel");
        _registry = new PluginRegistry(_bus, _log);
        _catalog = new PluginCatalog(options, _registry);
        _supervisor = new Supervisor(options, _registry, host, _log);
        var services = new Dictionary<Type, object>
        {
            [typeof(IHost)] = host,
            [typeof(IPluginCatalog)] = _catalog,
        };
        _leftovers = new LeftoverWatch(options, _log);
        _journal = new CrashJournal(options, _log);
        var runtimes = new RuntimeLink(_registry, _log);
        var runner = new PluginRunner(options, _registry, _bus, _logs, _supervisor, _leftovers, _journal, runtimes, services);
        _engine = new LifecycleEngine(options, _registry, runner, _supervisor);
        _reconciler = new Reconciler(options, _registry, _catalog, _engine, runtimes, _log);
        _watch = new PluginsWatch(options, _reconciler, _log);
        runtimes.OnChanged(_watch.Touch);
        Modules = new ModuleManager(options, _registry, _engine);
        Plugins = new PluginManager(options, _registry, _catalog, _engine, _reconciler, _journal, runtimes);
        services[typeof(IModuleManager)] = Modules;
        services[typeof(IPluginManager)] = Plugins;
        _supervisor.Start(_engine);
    }

    /// <summary>The event bus, as the host sees it.</summary>
    public IEventBus Events => _bus;

    /// <summary>Events that were dropped since the start.</summary>
    public long DroppedEvents => _bus.DroppedTotal;

    /// <summary>Starts, stops and connects modules.</summary>
    public IModuleManager Modules { get; }

    /// <summary>Loads, runs and unloads plugins.</summary>
    public IPluginManager Plugins { get; }

    /// <summary>The manifests that were found.</summary>
    public IPluginCatalog Catalog => _catalog;

    /// <summary>Folders of plugins whose manifest is wrong, by name; an error as soon as such a plugin is to run.</summary>
    public IReadOnlyDictionary<string, KernelException> BrokenManifests => _catalog.Broken;

    /// <summary>A logger for a part of the host.</summary>
    public ILogger GetLogger(string source) => _logs.GetLogger(source);

    /// <summary>What a loaded plugin provides for a contract; null when there is none.</summary>
    public T? Find<T>()
        where T : class =>
        _registry.All.Select(record => record.Instance?.Provided.GetValueOrDefault(typeof(T)) as T).FirstOrDefault(export => export is not null);

    /// <summary>Provides contracts from outside, as a running plugin would: for whoever tries plugins without the others.</summary>
    /// <param name="exports">The objects, by contract.</param>
    /// <exception cref="KernelException">It has been done already.</exception>
    public void Offer(IReadOnlyDictionary<Type, object> exports) => _catalog.AddHost(exports);

    /// <summary>Composes the bootstrap plugins without starting them, for a check of what they would do.</summary>
    /// <exception cref="KernelException">One cannot be composed.</exception>
    public Task ComposeBootstrapAsync(CancellationToken cancellationToken) => _engine.ComposeAsync(OrderBootstrap(), cancellationToken);

    /// <summary>First step: starts the plugins whose manifest says <c>bootstrap</c>, from their folders alone.</summary>
    /// <exception cref="KernelException">One did not start; nothing is left running.</exception>
    public Task StartBootstrapAsync(CancellationToken cancellationToken) => _engine.StartAsync(OrderBootstrap(), cancellationToken);

    /// <summary>Checks plugins.json and the manifests against each other; starts nothing.</summary>
    /// <exception cref="KernelException">Unknown plugin, missing provider, cycle, unsupported critical plugin.</exception>
    public void Verify(string pluginsJsonPath) => Plan(pluginsJsonPath);

    /// <summary>
    /// Between the two steps: remembers across processes which plugin came last, so that one that ends the process is set aside
    /// after its third time.
    /// </summary>
    /// <param name="folder">Where the node keeps its files.</param>
    /// <param name="wasCrash">Whether the process before this one crashed (a signal like SIGABRT or SIGSEGV, not one sent from outside).</param>
    public void KeepJournal(string folder, bool wasCrash) => _journal.Open(folder, wasCrash);

    /// <summary>Second step: starts what plugins.json lists.</summary>
    /// <exception cref="KernelException">plugins.json is wrong, or a critical plugin did not start; nothing is left running.</exception>
    public async Task StartAsync(string pluginsJsonPath, CancellationToken cancellationToken)
    {
        IReadOnlyList<PluginRecord> order;
        try
        {
            order = Plan(pluginsJsonPath);
        }
        catch (KernelException e)
        {
            await _engine.StopAllAsync($"start was given up: {e.Message}").ConfigureAwait(false);
            throw;
        }

        foreach (PluginRecord record in _registry.All.Where(record => !record.IsWanted && record.State == ModuleState.Discovered))
        {
            _registry.Move(record, ModuleState.Disabled, "plugins.json does not enable it");
        }

        // Those that the others may call from their first moment on come with the runtime that finds them, and go after the others.
        _reconciler.PluginsJson = Path.GetFullPath(pluginsJsonPath);
        int withRuntime = order.TakeWhile(record => !record.Manifest.Provides.Contains(typeof(IPluginRuntime))).Count() + 1;
        await _engine.StartAsync([.. order.Take(withRuntime)], cancellationToken).ConfigureAwait(false);
        await _reconciler.RunFoundAsync(cancellationToken).ConfigureAwait(false);
        await _engine.StartAsync([.. order.Skip(withRuntime)], cancellationToken).ConfigureAwait(false);
        _isStarted = true;
        _logs.StopBuffering(LogLevel.Debug);

        // What was dropped in without being listed: one by one, for none of it may keep the node from starting.
        await _reconciler.RunAsync(cancellationToken).ConfigureAwait(false);
        _watch.Start(_reconciler.PluginsJson);
    }

    /// <summary>Exchanges a plugin for what lies in its folder now: stops its dependents in reverse order, swaps, starts all again.</summary>
    /// <exception cref="KernelException">Unknown, the new one does not fit or does not start, or a critical one may not stop now.</exception>
    public Task ReloadPluginAsync(string id, CancellationToken cancellationToken) => _engine.ReloadAsync(_registry.Get(id), null, null, cancellationToken);

    /// <summary>Stops all plugins, the one started last first, each within its deadline. The kernel cannot be started again.</summary>
    public async Task StopAsync()
    {
        await _watch.DisposeAsync().ConfigureAwait(false);
        await _engine.StopAllAsync("the kernel stops").ConfigureAwait(false);
        await _supervisor.DisposeAsync().ConfigureAwait(false);

        // After a start that failed, the error itself says it; what led to it would only hide that line.
        _logs.StopBuffering(_isStarted ? LogLevel.Warn : LogLevel.Fatal);
    }

    /// <summary>Stops what runs still.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await StopAsync().ConfigureAwait(false);
        _bus.Dispose();
        _reconciler.Dispose();
        _leftovers.Dispose();
        _engine.Dispose();
    }

    private IReadOnlyList<PluginRecord> OrderBootstrap()
    {
        if (!_isDiscovered)
        {
            _isDiscovered = true;
            _catalog.Discover();
        }

        PluginRecord[] bootstrap = [.. _registry.All.Where(record => record.Manifest.IsBootstrap)];
        return Order(bootstrap);
    }

    private IReadOnlyList<PluginRecord> Plan(string pluginsJsonPath)
    {
        foreach (PluginsFileEntry entry in PluginsFile.Read(pluginsJsonPath).Entries.Where(entry => !entry.IsScript))
        {
            PluginRecord record = Resolve(entry, pluginsJsonPath);
            record.SettingsJson = entry.SettingsJson;
            record.IsWanted = entry.Enabled || record.State == ModuleState.Running;
            if (!entry.Enabled && record.State == ModuleState.Running)
            {
                _log.Warn("plugins.json disables a plugin that is needed to start at all; it runs", ("plugin", record.Id));
            }
        }

        return Order([.. _registry.All.Where(record => record.IsWanted)]);
    }

    private PluginRecord Resolve(PluginsFileEntry entry, string pluginsJsonPath)
    {
        if (entry.Folder is not null && _registry.Find(entry.Id)?.Manifest.Info.Folder != entry.Folder)
        {
            PluginManifest manifest = ManifestReader.Read(entry.Folder);
            if (manifest.Id != entry.Id)
            {
                throw KernelException.BadFile(entry.Id, $"{pluginsJsonPath}: the folder of plugin '{entry.Id}', {entry.Folder}, holds '{manifest.Id}'");
            }

            // The folder that plugins.json names wins over the one of the same id beside the others.
            if (_registry.Find(entry.Id) is { Instance: null } shadowed)
            {
                _registry.Remove(shadowed);
            }

            return _catalog.Add(manifest);
        }

        if (_registry.Find(entry.Id) is { } record)
        {
            return record;
        }

        throw _catalog.Broken.TryGetValue(entry.Id, out KernelException? broken)
            ? broken
            : KernelException.BadFile(entry.Id, $"{pluginsJsonPath}: unknown plugin '{entry.Id}'; known are: {_registry.KnownIds()}. Correct the id, or put its folder beside the others");
    }

    private IReadOnlyList<PluginRecord> Order(PluginRecord[] wanted)
    {
        foreach (PluginRecord record in wanted)
        {
            record.IsWanted = true;
            if (record.State != ModuleState.NotSupported)
            {
                continue;
            }

            if (record.Manifest.Info.Critical)
            {
                PluginCatalog.RefuseUnsupported(record.Manifest);
            }

            _log.Warn("plugin is not supported", ("plugin", record.Id), ("reason", record.Status.Reason));
        }

        var graph = new DependencyGraph(wanted.Where(record => record.State != ModuleState.NotSupported));
        graph.RequireProviders(_registry.All);
        IReadOnlyList<PluginRecord> order = graph.Order();
        graph.SpreadCriticality();
        return order;
    }
}
