using System.Globalization;
using System.Text.Json;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;

namespace HAMgm.Management.Cluster;

/// <summary>The state that this node holds for true, under the keys of spec/1 sections 5.5.3 and 5.1.3.</summary>
internal sealed class StateCache(IDataStore store, ILogger log)
{
    private const string GlobalKey = "cluster:state:global";
    private bool _isRefused;

    /// <summary>Null before the first.</summary>
    public ClusterState? Current { get; private set; }

    /// <summary>Reads what an earlier life knew.</summary>
    public void Restore()
    {
        if (Current is not null || store.Get(GlobalKey) is not { } json)
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            Current = StateCodec.Read(document.RootElement);
        }
        catch (JsonException broken)
        {
            log.Warn("the stored cluster state cannot be read and is left out", ("error", broken.Message));
        }
    }

    /// <summary>Takes a state; it holds even when the disk refuses it, since it says what is.</summary>
    public void Take(ClusterState state)
    {
        var before = Current;
        Current = state;
        var items = Parts(state);
        items[GlobalKey] = System.Text.Encoding.UTF8.GetString(StateCodec.Write(state));
        items["cluster:state:version"] = state.Version.ToString(CultureInfo.InvariantCulture);
        items["statemachine:global:cluster_state"] = StateCodec.Text(json =>
        {
            json.WriteStartObject();
            json.WriteString("cluster_id", state.ClusterId);
            json.WriteString("primary_node_id", state.PrimaryNodeId);
            json.WriteNumber("election_term", state.ElectionTerm);
            json.WriteNumber("version", state.Version);
            json.WriteString("checksum", state.Checksum);
            json.WriteEndObject();
        });

        // Its values are made by component.config, which runs before there is a store.
        if (store is ICounters counters && state.ConfigVersion >= 0)
        {
            Note(counters, (ulong)state.ConfigVersion);
        }

        // Who holds what in which term is worth a sync of the disk; that a health check failed is not.
        Write(items, durable: before is null || before.ElectionTerm != state.ElectionTerm || before.PrimaryNodeId != state.PrimaryNodeId
            || before.ConfigVersion != state.ConfigVersion);
    }

    private static Dictionary<string, string> Parts(ClusterState state)
    {
        var items = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["cluster:state:vip"] = StateCodec.Text(json => StateCodec.WriteVip(json, state.Vip)),
        };
        foreach (var node in state.Nodes)
        {
            items[$"cluster:state:node:{node.NodeId}"] = StateCodec.Text(json => StateCodec.WriteNode(json, node));
        }

        foreach (var sync in state.Sync)
        {
            items[$"cluster:state:sync:{StateCodec.DataType(sync.Kind)}"] = StateCodec.Text(json => StateCodec.WriteSync(json, sync));
        }

        return items;
    }

    private static void Note(ICounters counters, ulong version)
    {
        try
        {
            counters.Note("config_version", version);
        }
        catch (HamgmException)
        {
            // The store is closing; nothing is decided by it.
        }
    }

    private void Write(Dictionary<string, string> items, bool durable)
    {
        try
        {
            store.BatchSet(items, durable);
            _isRefused = false;
        }
        catch (HamgmException refused)
        {
            if (!_isRefused)
            {
                log.Warn("the cluster state could not be stored", ("error", refused.Message));
            }

            _isRefused = true;
        }
    }
}
