using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>The client pings one more address every 5 ms.</summary>
internal sealed class Pinger(Lab lab, string address) : IDisposable
{
    private readonly Instrument ping = new(lab.Client, "ping", address, "5");

    public string Address => address;

    /// <summary>The longest interval without an answer since the last call, in milliseconds; infinite when nothing was answered.</summary>
    public double LongestOutageMs()
    {
        JsonObject report = ping.Report();
        return report["received"]!.GetValue<long>() > 0 ? report["longestOutageMs"]!.GetValue<double>() : double.PositiveInfinity;
    }

    /// <summary>Waits until it has answered for a fifth of a second.</summary>
    public void WaitUntilAnswering(TimeSpan limit)
    {
        _ = ping.Report();
        Wait.Until(
            () =>
            {
                Thread.Sleep(200);
                JsonObject report = ping.Report();
                return report["received"]!.GetValue<long>() > 20 && report["outages"]!.AsArray().Count == 0;
            },
            limit,
            $"{address} answers");
    }

    public void Dispose() => ping.Dispose();
}
