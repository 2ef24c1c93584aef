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
    private volatile IReadOnlyDictionary<string, string> _missingFences = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Raised after a change.</summary>
    public event Action? Changed;

    /// <summary>What all of them declare, by id.</summary>
    public IReadOnlyList<ScriptInfo> Infos => _infos;

    /// <summary>
    /// Fences that are to run and cannot, by id, with the reason: exchanged just now, or broken. A node that is to fence does not take over
    /// unfenced because somebody has made a slip in a file.
    /// </summary>
    public IReadOnlyDictionary<string, string> MissingFences => _missingFences;

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
    public void Add(ScriptEntry entry) => Change((entries, missing) =>
    {
        entries[entry.Info.Id] = entry;
        missing.Remove(entry.Info.Id);
    });

    /// <summary>Lets one go, if it is still the one of its id. A fence is missed until it is there again, or <see cref="Forget"/>.</summary>
    public void Remove(ScriptEntry entry) => Change((entries, missing) =>
    {
        if (entries.GetValueOrDefault(entry.Info.Id) == entry)
        {
            entries.Remove(entry.Info.Id);
            if (entry.Info.Hook == HookPoint.Fence)
            {
                missing[entry.Info.Id] = "it is being exchanged";
            }
        }
    });

    /// <summary>A fence could not be loaded.</summary>
    public void Miss(string id, string reason) => Change((_, missing) => missing[id] = reason);

    /// <summary>Nobody wants these any more: disabled, or their files are gone.</summary>
    public void Forget(Func<string, bool> isForgotten)
    {
        if (_missingFences.Keys.Any(isForgotten))
        {
            Change((_, missing) => missing.Keys.Where(isForgotten).ToList().ForEach(id => missing.Remove(id)));
        }
    }

    private void Change(Action<Dictionary<string, ScriptEntry>, Dictionary<string, string>> change)
    {
        lock (_lock)
        {
            var entries = new Dictionary<string, ScriptEntry>(_entries, StringComparer.Ordinal);
            var missing = new Dictionary<string, string>(_missingFences, StringComparer.Ordinal);
            change(entries, missing);
            (_entries, _missingFences) = (entries, missing);
            _infos = [.. entries.Values.Select(entry => entry.Info).OrderBy(info => info.Id, StringComparer.Ordinal)];
        }

        Changed?.Invoke();
    }
}
