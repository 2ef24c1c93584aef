using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Scripts;

namespace HAMgm.Component.Plugin.Running;

/// <summary>The scripts that are enabled, by id.</summary>
internal sealed class ScriptBook
{
    private readonly Lock _lock = new();
    private volatile IReadOnlyDictionary<string, ScriptEntry> _entries = new Dictionary<string, ScriptEntry>(StringComparer.Ordinal);
    private volatile IReadOnlyList<ScriptInfo> _infos = [];

    /// <summary>Raised after a change.</summary>
    public event Action? Changed;

    /// <summary>What all of them declare, by id.</summary>
    public IReadOnlyList<ScriptInfo> Infos => _infos;

    /// <summary>One; null when there is none.</summary>
    public ScriptEntry? Find(string id) => _entries.GetValueOrDefault(id);

    /// <summary>One.</summary>
    /// <exception cref="HamgmException">Cluster/404.</exception>
    public ScriptEntry Get(string id) => Find(id) ?? throw new HamgmException(
        ErrorKind.Cluster, ErrorCodes.NotFound, id, $"there is no script '{id}' that is enabled; known are: {(_infos.Count == 0 ? "none" : string.Join(", ", _infos.Select(info => info.Id)))}");

    /// <summary>The hooks of a point in their order.</summary>
    public IReadOnlyList<ScriptEntry> HooksOf(HookPoint point) =>
        [.. _entries.Values.Where(entry => entry.Info.Hook == point).OrderBy(entry => entry.Info.Order).ThenBy(entry => entry.Info.Id, StringComparer.Ordinal)];

    /// <summary>Takes one in.</summary>
    public void Add(ScriptEntry entry) => Change(entries => entries[entry.Info.Id] = entry);

    /// <summary>Lets one go, if it is still the one of its id.</summary>
    public void Remove(ScriptEntry entry) => Change(entries =>
    {
        if (entries.GetValueOrDefault(entry.Info.Id) == entry)
        {
            entries.Remove(entry.Info.Id);
        }
    });

    private void Change(Action<Dictionary<string, ScriptEntry>> change)
    {
        lock (_lock)
        {
            var entries = new Dictionary<string, ScriptEntry>(_entries, StringComparer.Ordinal);
            change(entries);
            _entries = entries;
            _infos = [.. entries.Values.Select(entry => entry.Info).OrderBy(info => info.Id, StringComparer.Ordinal)];
        }

        Changed?.Invoke();
    }
}
