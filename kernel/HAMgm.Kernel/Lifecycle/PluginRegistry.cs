using System.Collections.Concurrent;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Kernel.Events;

namespace HAMgm.Kernel.Lifecycle;

/// <summary>All plugins by id, and the one place where their states change.</summary>
internal sealed class PluginRegistry(EventBus bus, ILogger log)
{
    private readonly ConcurrentDictionary<string, PluginRecord> _records = new(StringComparer.Ordinal);

    /// <summary>All plugins in the order of their ids.</summary>
    public IReadOnlyList<PluginRecord> All => [.. _records.Values.OrderBy(record => record.Id, StringComparer.Ordinal)];

    public PluginRecord? Find(string id) => _records.GetValueOrDefault(id);

    /// <exception cref="KernelException">Unknown id; the message names the known ones.</exception>
    public PluginRecord Get(string id) => Find(id) ?? throw KernelException.Unknown(id, KnownIds());

    public string KnownIds() => _records.IsEmpty ? "none" : string.Join(", ", All.Select(record => record.Id));

    public bool TryAdd(PluginRecord record) => _records.TryAdd(record.Id, record);

    public void Remove(PluginRecord record) => _records.TryRemove(record.Id, out _);

    /// <summary>The object that a running plugin provides for a contract, with its plugin.</summary>
    public (PluginRecord Record, object Export)? FindProvided(Type contract)
    {
        foreach (PluginRecord record in _records.Values)
        {
            if (record.Instance is { } instance
                && record.State == ModuleState.Running
                && instance.Provided.TryGetValue(contract, out object? export))
            {
                return (record, export);
            }
        }

        return null;
    }

    /// <summary>Plugins that hold an export of this one, directly or through others; the one started last comes first.</summary>
    public IReadOnlyList<PluginRecord> Dependents(PluginRecord provider)
    {
        var found = new HashSet<PluginRecord> { provider };
        bool isGrowing = true;
        while (isGrowing)
        {
            isGrowing = false;
            foreach (PluginRecord record in _records.Values)
            {
                isGrowing |= record.Instance is { } instance
                    && found.Any(other => instance.BoundTo.Contains(other.Id))
                    && found.Add(record);
            }
        }

        found.Remove(provider);
        return [.. found.OrderByDescending(record => record.StartNumber)];
    }

    /// <summary>Moves a plugin in its life cycle, and tells log and bus.</summary>
    public void Move(PluginRecord record, ModuleState to, string reason = "")
    {
        PluginStatus old = record.Status;
        record.Status = old with { State = to, Reason = reason };
        if (old.State == to && old.Reason == reason)
        {
            return;
        }

        if (to == ModuleState.Faulted)
        {
            log.Error("plugin faulted", ("plugin", record.Id), ("from", old.State.ToString()), ("reason", reason));
        }
        else
        {
            log.Debug("plugin moved", ("plugin", record.Id), ("from", old.State.ToString()), ("to", to.ToString()), ("reason", reason));
        }

        bus.Publish(new PluginStateChangedEvent(record.Id, old.State, to, reason));
    }
}
