using System.Diagnostics;
using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>The client that pings the VIP every 2 ms and the observer that asks every 5 ms who holds it.</summary>
internal sealed class VipClient : IDisposable
{
    private readonly Instrument ping;
    private readonly Instrument watch;

    public VipClient(Lab lab, string vip = Lab.Vip)
    {
        ping = new Instrument(lab.Client, "ping", vip, "2");
        watch = new Instrument(
            lab.Watch, "watch", vip, "eth0", $"{lab.HostA.Mac},{lab.HostB.Mac}", "5");
    }

    /// <summary>Waits until the VIP has answered every ping for a fifth of a second; then the measurement begins anew.</summary>
    public void WaitUntilAnswering(TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Thread.Sleep(200);
            VipReport report = Report();
            if (report.Outages == 0 && report.Received > 20)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"the VIP does not answer within {limit}: {report.Detail}");
            }
        }
    }

    /// <summary>Does something to the pair and measures until <paramref name="window"/> after it.</summary>
    public VipReport Measure(Action fault, TimeSpan window)
    {
        Report();
        fault();
        Thread.Sleep(window);
        return Report();
    }

    /// <summary>What both saw since the last report.</summary>
    public VipReport Report()
    {
        JsonObject client = ping.Report();
        JsonObject observer = watch.Report();
        return new VipReport(
            client["longestOutageMs"]!.GetValue<double>(),
            client["outages"]!.AsArray().Count,
            client["sent"]!.GetValue<long>(),
            client["received"]!.GetValue<long>(),
            observer["samples"]!.GetValue<long>(),
            observer["twoHolderSamples"]!.GetValue<long>(),
            Math.Max(client["longestPauseMs"]!.GetValue<double>(), observer["longestPauseMs"]!.GetValue<double>()),
            client.ToJsonString() + "\n" + observer.ToJsonString());
    }

    public void Dispose()
    {
        ping.Dispose();
        watch.Dispose();
    }
}
