using System.Net;
using HAMgm.Logic.NodeDetect.Settings;

namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>From what the file says to what looks.</summary>
internal static class ProbeFactory
{
    private const int DefaultMaxPercent = 95;

    /// <summary>Makes one when it is called: what a configuration leaves alone is not made again.</summary>
    public static Func<IProbe> For(CheckSpec spec)
    {
        var limits = new PercentLimits(spec.Number("max_percent") ?? DefaultMaxPercent, spec.Number("warn_percent"));
        var warnLatency = spec.Duration("warn_latency");
        var address = spec.Optional("address") is { } text ? IPAddress.Parse(text) : null;
        switch (spec.Type)
        {
            case "cpu":
                return () => new CpuProbe(limits);
            case "memory":
                return () => new MemoryProbe(limits);
            case "disk":
                var path = spec.Required("path");
                return () => new DiskProbe(path, limits);
            case "disk_latency":
                var folder = spec.Required("path");
                var maxLatency = spec.Duration("max_latency");
                var id = spec.Id;
                return () => new DiskLatencyProbe(folder, id, maxLatency, warnLatency);
            case "interface":
                var name = spec.Required("interface");
                return () => new InterfaceProbe(name, address);
            case "gateway":
                return () => new GatewayProbe(address, warnLatency);
            case "tcp":
                var endPoint = new IPEndPoint(address ?? IPAddress.Loopback, spec.Number("port")!.Value);
                return () => new TcpProbe(endPoint, warnLatency);
            case "http":
                var request = new HttpExpectation(
                    new Uri(spec.Required("url")), spec.List("status"), spec.Optional("contains"), spec.Flag("verify") ?? true, warnLatency);
                return () => new HttpProbe(request);
            case "unit":
                var unit = spec.Required("unit");
                return () => new UnitProbe(unit);
            default:
                var process = spec.Required("process");
                var count = spec.Number("min_count") ?? 1;
                return () => new ProcessProbe(process, count);
        }
    }
}
