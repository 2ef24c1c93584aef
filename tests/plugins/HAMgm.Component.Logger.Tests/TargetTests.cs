using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HAMgm.Component.Logger.Targets;
using HAMgm.Contracts.Logging;
using HAMgm.TestSupport;

namespace HAMgm.Component.Logger.Tests;

/// <summary>Receivers that are dead, slow, restarted: nobody who logs ever waits for one, and what was lost is counted and said.</summary>
[TestClass]
public sealed class TargetTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [TestMethod]
    public void Syslog_ServerIsDead_CallersGoOnAndTheFileToo()
    {
        // A port that nobody listens on.
        using var bench = LogBench.Open(("log.syslog", $"tcp://127.0.0.1:{PortBlock.Next()}"));
        var log = bench.Logger.GetLogger("x");

        for (var i = 0; i < SinkWorker.QueueLength + 500; i++)
        {
            // Of different kinds, so that the flood control lets them through.
            log.Info($"line {i % 900}");
        }

        Wait(() => Syslog(bench) is { IsWorking: false, LastError.Length: > 0, Dropped: > 0 });
        bench.Close();
        Assert.IsTrue(bench.Lines().Any(line => line.Contains("msg=\"syslog takes no lines", StringComparison.Ordinal)));
        Assert.IsGreaterThan(1000, bench.Lines().Length, "the file has nothing to do with it");
    }

    [TestMethod]
    public async Task Syslog_TcpServerRestarts_LinesWaitAndNoneIsLost()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        var port = ((IPEndPoint)first.LocalEndpoint).Port;
        using var bench = LogBench.Open(("log.syslog", $"tcp://127.0.0.1:{port}"));
        var log = bench.Logger.GetLogger("x");
        log.Info("one");
        using (var connection = await first.AcceptTcpClientAsync())
        {
            StringAssert.Contains(await ReadAsync(connection, "one"), "hamgm@32473");
            first.Stop();
        }

        log.Info("two");
        Wait(() => Syslog(bench) is { IsWorking: false });
        using var second = new TcpListener(IPAddress.Loopback, port);
        second.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        second.Start();
        using var again = await second.AcceptTcpClientAsync();
        StringAssert.Contains(await ReadAsync(again, "two"), " \uFEFFtwo");
        Wait(() => Syslog(bench) is { IsWorking: true });
        bench.Close();
        Assert.IsTrue(bench.Lines().Any(line => line.Contains("msg=\"syslog takes lines again\"", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Syslog_ReceiverDoesNotRead_ClosingEndsAllTheSame()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "log");
        using var receiver = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        receiver.Bind(new UnixDomainSocketEndPoint(path));
        using var bench = LogBench.Open(("log.syslog", $"unix:{path}"));
        var log = bench.Logger.GetLogger("x");

        for (var i = 0; i < 3000; i++)
        {
            log.Info($"line {i % 900}", ("text", new string('x', 2000)));
        }

        Wait(() => Syslog(bench) is { IsWorking: false });
        var watch = Stopwatch.StartNew();
        bench.Close();
        Assert.IsLessThan(TimeSpan.FromSeconds(10), watch.Elapsed);
    }

    [TestMethod]
    public void Targets_ChangedAtRunTime_ApplyAtOnce()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "journal");
        using var receiver = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = (int)Limit.TotalMilliseconds };
        receiver.Bind(new UnixDomainSocketEndPoint(path));
        using var bench = LogBench.Open();
        Assert.HasCount(1, bench.Logger.GetLogTargets());

        bench.Config.SetString("log.journald", path);
        bench.Logger.Log(LogLevel.Error, "now");

        var buffer = new byte[65536];
        var text = System.Text.Encoding.UTF8.GetString(buffer, 0, receiver.Receive(buffer));
        StringAssert.StartsWith(text, "MESSAGE=now\nPRIORITY=3\n");
        bench.Config.SetString("log.journald", "off");
        Assert.HasCount(1, bench.Logger.GetLogTargets());
    }

    [TestMethod]
    public void Journald_AutoWithoutAJournal_IsOff() =>
        Assert.IsNull(File.Exists("/run/systemd/journal/socket") ? null : SinkFactory.Journal("auto", "node-001"));

    [TestMethod]
    public void Fatal_SyslogIsDead_WaitsForTheFileAlone()
    {
        using var bench = LogBench.Open(("log.syslog", $"tcp://127.0.0.1:{PortBlock.Next()}"));

        bench.Logger.Log(LogLevel.Fatal, "the end");

        // What is said of the dead receiver may come before it or after it.
        Assert.IsTrue(bench.Lines().Any(static line => line.Contains("the end", StringComparison.Ordinal)), "the line is in the file when the call returns");
    }

    private static LogTargetStatus Syslog(LogBench bench) => bench.Logger.GetLogTargets().Single(target => target.Name == "syslog");

    private static async Task<string> ReadAsync(TcpClient client, string until)
    {
        var text = "";
        var buffer = new byte[4096];
        using var limit = new CancellationTokenSource(Limit);
        while (!text.Contains(until, StringComparison.Ordinal))
        {
            text += System.Text.Encoding.UTF8.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer, limit.Token));
        }

        return text;
    }

    internal static void Wait(Func<bool> until)
    {
        for (var end = Stopwatch.GetTimestamp() + (long)(Limit.TotalSeconds * Stopwatch.Frequency); !until(); Thread.Sleep(20))
        {
            Assert.IsLessThan(end, Stopwatch.GetTimestamp(), "it did not come about");
        }
    }
}
