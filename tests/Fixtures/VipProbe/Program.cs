using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Text.Json.Nodes;
using HAMgm.VipProbe;

// VipProbe ping  VIP [INTERVAL_MS]                          as an ordinary client of the VIP
// VipProbe watch VIP INTERFACE MAC[,MAC…] [INTERVAL_MS]     who answers for the VIP, and how many
// VipProbe occupy ADDRESS PORT                              takes a TCP port, so that nobody else can
//
// Prints {"probe":…,"ready":true} when it measures. Each line on stdin asks for a report (one line
// of JSON, what was seen since the last one); the end of stdin, or SIGTERM, prints the last and ends.
IProbe probe;
try
{
    probe = args switch
    {
        ["ping", var vip, .. var rest] => new PingProbe(IPAddress.Parse(vip), Interval(rest, 2)),
        ["watch", var vip, var card, var macs, .. var rest] => new HolderProbe(
            IPAddress.Parse(vip), card, [.. macs.Split(',').Select(static mac => PhysicalAddress.Parse(mac))], Interval(rest, 5)),
        ["occupy", var address, var port] => new PortHolder(IPEndPoint.Parse($"{address}:{port}")),
        _ => throw new FormatException(
            "usage: VipProbe ping VIP [MS] | VipProbe watch VIP INTERFACE MAC,MAC [MS] | VipProbe occupy ADDRESS PORT"),
    };
}
catch (FormatException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

using CancellationTokenSource stop = new();
IOException? failure = null;
Thread thread = new(() =>
{
    try
    {
        probe.Run(stop.Token);
    }
    catch (IOException e)
    {
        failure = e;
    }
});
using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(
    System.Runtime.InteropServices.PosixSignal.SIGTERM,
    context =>
    {
        context.Cancel = true;
        Console.WriteLine(probe.Report().ToJsonString());
        Environment.Exit(0);
    });
thread.Start();
Thread.Sleep(30);
if (failure is null)
{
    Console.WriteLine(new JsonObject { ["ready"] = true }.ToJsonString());
    while (Console.ReadLine() is not null)
    {
        Console.WriteLine(probe.Report().ToJsonString());
    }

    Console.WriteLine(probe.Report().ToJsonString());
}

stop.Cancel();
thread.Join();
if (failure is not null)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

return 0;

static TimeSpan Interval(string[] rest, int fallbackMs) =>
    TimeSpan.FromMilliseconds(rest.Length > 0 ? double.Parse(rest[0], CultureInfo.InvariantCulture) : fallbackMs);
