using System.Buffers;
using System.Globalization;
using System.Text.Json;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Scripts;

namespace HAMgm.Scripts;

/// <summary>What a script is told, as JSON: the node's facts, of a hook the change, its own id and parameters.</summary>
internal static class FactsJson
{
    /// <summary>Appends the object.</summary>
    public static void Write(Utf8JsonWriter writer, ScriptInfo script, ScriptFacts facts, HookRequest? change, IReadOnlyDictionary<string, object?>? extra)
    {
        writer.WriteStartObject();
        writer.WriteString("script", script.Id);
        writer.WriteString("nodeId", facts.NodeId);
        writer.WriteString("role", NameOf(facts.Role));
        writer.WriteNumber("term", facts.Term.Value);
        writer.WriteBoolean("holdsVip", facts.HoldsVip);
        writer.WriteString("vip", facts.Vips.Count > 0 ? facts.Vips[0].Split('/')[0] : "");
        writer.WriteStartArray("vips");
        foreach (string vip in facts.Vips)
        {
            writer.WriteStringValue(vip);
        }

        writer.WriteEndArray();
        writer.WriteString("vipInterface", facts.VipInterface);
        writer.WriteString("peerNodeId", facts.PeerNodeId);
        writer.WriteString("peerState", NameOf(facts.PeerState));
        writer.WriteBoolean("peerHeard", facts.PeerHeard);
        if (change is not null)
        {
            writer.WriteString("hook", NameOf(change.Point));
            writer.WriteBoolean("planned", change.Planned);
            writer.WriteString("reason", change.Reason);
        }

        writer.WriteStartObject("parameters");
        foreach ((string name, object? value) in script.Parameters)
        {
            if (extra?.ContainsKey(name) != true)
            {
                writer.WritePropertyName(name);
                WriteValue(writer, value);
            }
        }

        foreach ((string name, object? value) in extra ?? new Dictionary<string, object?>())
        {
            writer.WritePropertyName(name);
            WriteValue(writer, value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>The name of a hook point, as declarations write it.</summary>
    public static string NameOf(HookPoint point) => point switch
    {
        HookPoint.BeforePromote => "before-promote",
        HookPoint.AfterPromote => "after-promote",
        HookPoint.BeforeDemote => "before-demote",
        HookPoint.AfterDemote => "after-demote",
        HookPoint.OnFault => "on-fault",
        _ => "fence",
    };

    private static string NameOf(Contracts.Cluster.NodeState state) => state switch
    {
        Contracts.Cluster.NodeState.Candidate => "CANDIDATE",
        Contracts.Cluster.NodeState.Primary => "PRIMARY",
        Contracts.Cluster.NodeState.Standby => "STANDBY",
        Contracts.Cluster.NodeState.Maintenance => "MAINTENANCE",
        Contracts.Cluster.NodeState.Failed => "FAILED",
        _ => "UNKNOWN",
    };

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case long or int or short or byte:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double or float or decimal:
                double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
                writer.WriteNumberValue(double.IsFinite(number) ? number : 0);
                break;
            case IReadOnlyDictionary<string, object?> fields:
                writer.WriteStartObject();
                foreach ((string name, object? field) in fields)
                {
                    writer.WritePropertyName(name);
                    WriteValue(writer, field);
                }

                writer.WriteEndObject();
                break;
            case System.Collections.IEnumerable list:
                writer.WriteStartArray();
                foreach (object? item in list)
                {
                    WriteValue(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }
}
