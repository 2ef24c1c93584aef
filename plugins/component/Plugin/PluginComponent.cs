using System.Composition;
using HAMgm.Component.Plugin.Discovery;
using HAMgm.Component.Plugin.Hooks;
using HAMgm.Component.Plugin.Running;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Fencing;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Scripts;
using HAMgm.Contracts.StateMachine;
using HAMgm.Linux.Processes;
using HAMgm.Scripts;

namespace HAMgm.Component.Plugin;

/// <summary>
/// component.plugin: finds scripts, makes them plugins of the kernel, and runs them in worker processes, as health checks, hooks and
/// commands (spec/1 sections 2.2.4 and 3.2.3).
/// </summary>
[Export(typeof(IComponent)), Export(typeof(IPluginRuntime)), Export(typeof(IScripts)), Export(typeof(IHooks)), Export(typeof(IFence)), Shared]
public sealed class PluginComponent : IComponent, IPluginRuntime, IScripts, IHooks, IFence, IEventHandler<PluginStateChangedEvent>, IDisposable
{
    private readonly IConfigManager _config;
    private readonly IHost _host;
    private readonly IEventBus _events;
    private readonly ILogger _log;
    private readonly ScriptBook _book = new();
    private readonly ScriptFinder _finder;
    private readonly WorkerPool _pool;
    private readonly ScriptRunner _runner;
    private readonly HookRunner _hooks;
    private readonly NodeFacts _facts;
    private readonly FolderWatch _watch;
    private readonly Lock _findLock = new();
    private volatile ScriptSettings? _settings;
    private IDisposable? _configWatch;
    private event Action? ScriptsFound;

    /// <summary>Creates the component; nothing happens before it is loaded.</summary>
    [ImportingConstructor]
    public PluginComponent(IConfigManager config, IHost host, IEventBus events, ILogger log)
    {
        _config = config;
        _host = host;
        _events = events;
        _log = log;
        _finder = new ScriptFinder(log);
        _pool = new WorkerPool(TimeProvider.System);
        _runner = new ScriptRunner(_pool, log);
        _facts = new NodeFacts(config);
        _hooks = new HookRunner(_book, _runner, _facts.Get, events, log);
        _watch = new FolderWatch(() => ScriptsFound?.Invoke(), log);
    }

    /// <inheritdoc/>
    event Action? IPluginRuntime.Changed
    {
        add => ScriptsFound += value;
        remove => ScriptsFound -= value;
    }

    /// <inheritdoc/>
    event Action? IScripts.Changed
    {
        add => _book.Changed += value;
        remove => _book.Changed -= value;
    }

    /// <inheritdoc/>
    event Action? IHooks.Changed
    {
        add => _book.Changed += value;
        remove => _book.Changed -= value;
    }

    /// <inheritdoc/>
    event Action? IFence.Changed
    {
        add => _book.Changed += value;
        remove => _book.Changed -= value;
    }

    /// <inheritdoc/>
    public bool IsReady => _settings is not null;

    /// <inheritdoc/>
    bool IFence.IsConfigured => _hooks.IsConfigured(HookPoint.Fence);

    /// <summary>Process ids of the workers that there are.</summary>
    internal IReadOnlyList<int> WorkerPids => _pool.Pids;

    /// <inheritdoc/>
    public Task LoadAsync(CancellationToken cancellationToken)
    {
        Configure();
        using (ControlGroup? group = WorkerProcess.TryGroup(Settings().Setup.Limits, out string reason))
        {
            if (group is null)
            {
                _log.Warn("how much a script forks is only counted, which does not hold a fork bomb", ("reason", reason));
            }
        }

        _events.Subscribe<RoleChangedEvent>(_facts);
        _events.Subscribe<PeerChangedEvent>(_facts);
        _events.Subscribe<PluginStateChangedEvent>(this);
        _configWatch = _config.WatchConfig(ScriptSettings.Prefix, change =>
        {
            Configure();
            ScriptsFound?.Invoke();
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task UnloadAsync(CancellationToken cancellationToken)
    {
        _configWatch?.Dispose();
        _watch.Dispose();
        try
        {
            // What has been promised for a change of role is done, as long as there is time.
            await _hooks.Drained.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _settings = null;
        _watch.Dispose();
        _pool.Dispose();
    }

    /// <summary>A fence that an operator has switched off is no longer missed.</summary>
    public ValueTask HandleEventAsync(PluginStateChangedEvent @event, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(@event);
        if (@event.To == ModuleState.Disabled)
        {
            _book.Forget(id => id == @event.PluginId);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IReadOnlyList<RuntimePlugin> FindPlugins(IReadOnlyDictionary<string, string> named)
    {
        ArgumentNullException.ThrowIfNull(named);
        ScriptSettings settings = Settings();
        lock (_findLock)
        {
            _watch.Set([
                .. settings.Folders.SelectMany(folder => ScriptFinder.Kinds.Select(kind => Path.Combine(folder, kind))),
                .. named.Values.Select(path => Path.GetDirectoryName(path) ?? "/"),
            ]);

            IReadOnlyList<RuntimePlugin> all = _finder.Find(settings.Folders, named);
            HashSet<string> there = [.. all.Select(found => found.Info.Id)];
            _book.Forget(id => !there.Contains(id));

            // Whose user is the setting's is initialized anew when the setting changes; so is what names its own, which costs nothing.
            return [.. all.Select(found => found with { Stamp = ((long)HashCode.Combine(found.Stamp, settings.User) << 1) | 1 })];
        }
    }

    /// <inheritdoc/>
    public IPlugin Create(PluginInfo info, string path) => new ScriptPlugin(info, path, _book, _runner, Settings, _facts.Get, _host.Stopping);

    /// <inheritdoc/>
    public PluginUsage GetUsage(string id)
    {
        if (_book.Find(id) is not { } entry)
        {
            return default;
        }

        bool isThere = entry.LastWorkerPid != 0 && _pool.Pids.Contains(entry.LastWorkerPid);
        return new PluginUsage(isThere ? ProcFs.Read(entry.LastWorkerPid)?.ResidentBytes ?? 0 : 0, entry.Replacements);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ScriptInfo> GetScripts() => _book.Infos;

    /// <inheritdoc/>
    public Task<ScriptOutcome> RunAsync(string id, ScriptFacts facts, CancellationToken cancellationToken) =>
        _runner.RunAsync(_book.Get(id), facts, null, null, cancellationToken, goesOnThere: true);

    /// <inheritdoc/>
    public bool IsConfigured(HookPoint point) => _hooks.IsConfigured(point);

    /// <inheritdoc/>
    public TimeSpan GetTimeout(HookPoint point) => _hooks.GetTimeout(point, Settings().Setup.Limits.KillGrace);

    /// <inheritdoc/>
    public Task<HookOutcome> RunAsync(HookRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _hooks.RunAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<FenceOutcome> FenceAsync(FenceRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _hooks.FenceAsync(request, cancellationToken);
    }

    private ScriptSettings Settings() => _settings ?? ScriptSettings.Read(_config, _host);

    private void Configure()
    {
        ScriptSettings settings = ScriptSettings.Read(_config, _host);
        _settings = settings;
        _pool.Configure(settings);
    }
}
