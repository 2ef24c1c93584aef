using System.Globalization;
using System.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Output;

/// <summary>The readiness in Prometheus' text format, for a textfile collector. Base units: seconds, ratios.</summary>
internal static class PrometheusOutput
{
    public static string Write(Readiness readiness)
    {
        var text = new StringBuilder();
        Head(text, "hamgm_ready", "1 when the other node would take over if the PRIMARY died now.");
        Line(text, "hamgm_ready", string.Empty, readiness.Ready ? 1 : 0);
        Head(text, "hamgm_primary", "1, with the PRIMARY's id; 0 when there is none.");
        Line(text, "hamgm_primary", $"node=\"{Escape(readiness.PrimaryNodeId)}\"", readiness.PrimaryNodeId.Length > 0 ? 1 : 0);
        Outages(text, "hamgm_expected_outage_seconds", "How long the VIP would be away; absent when nobody would take over.", readiness, outage =>
            outage.__isset.expectedMs ? outage.ExpectedMs : null);
        Outages(text, "hamgm_worst_outage_seconds", "The bound of that; absent when there is none.", readiness, outage =>
            outage.__isset.worstMs ? outage.WorstMs : null);

        Head(text, "hamgm_readiness_findings", "How many findings there are of each level.");
        foreach (var level in Enum.GetValues<ReadinessLevel>())
        {
            Line(text, "hamgm_readiness_findings", $"level=\"{Name(level)}\"", readiness.Items.Count(item => item.Level == level));
        }

        Head(text, "hamgm_readiness_finding", "1 for each finding.");
        foreach (var labels in readiness.Items
            .Select(item => $"code=\"{Escape(item.Code)}\",level=\"{Name(item.Level)}\",node=\"{Escape(item.NodeId)}\"").Distinct())
        {
            Line(text, "hamgm_readiness_finding", labels, 1);
        }

        Single(text, "hamgm_peer_heard_age_seconds", "Since when the peer has not been heard.", readiness.HeartbeatAgeMs / 1000.0, readiness.__isset.heartbeatAgeMs);
        Single(text, "hamgm_peer_latency_seconds", "Median round trip of the best link.", readiness.LatencyMs / 1000, readiness.__isset.latencyMs);
        Single(text, "hamgm_peer_loss_ratio", "Share of the last heartbeats that was not answered.", readiness.Loss, readiness.__isset.loss);
        Single(text, "hamgm_config_lag_versions", "By how many versions the STANDBY's shared settings are behind.", readiness.ConfigLag, readiness.__isset.configLag);
        return text.ToString();
    }

    private static void Outages(StringBuilder text, string name, string help, Readiness readiness, Func<OutageEstimate, long?> value)
    {
        Head(text, name, help);
        foreach (var outage in readiness.Outages)
        {
            if (value(outage) is { } milliseconds)
            {
                Line(text, name, $"fault=\"{Escape(outage.Fault)}\"", milliseconds / 1000.0);
            }
        }
    }

    private static void Single(StringBuilder text, string name, string help, double value, bool isSet)
    {
        if (isSet)
        {
            Head(text, name, help);
            Line(text, name, string.Empty, value);
        }
    }

    private static void Head(StringBuilder text, string name, string help) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(" gauge\n");

    private static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(labels.Length > 0 ? $"{{{labels}}}" : string.Empty).Append(' ')
            .Append(value.ToString("0.######", CultureInfo.InvariantCulture)).Append('\n');

    private static string Name(ReadinessLevel level) => level switch
    {
        ReadinessLevel.BLOCKS => "blocks",
        ReadinessLevel.DEGRADES => "degrades",
        _ => "note",
    };

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
