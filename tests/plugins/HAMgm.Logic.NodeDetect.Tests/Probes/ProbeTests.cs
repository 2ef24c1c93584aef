using System.Net;
using System.Net.Sockets;
using HAMgm.Linux.Files;
using HAMgm.Logic.NodeDetect.Probes;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Tests.Probes;

/// <summary>What looks, against the real thing on this host.</summary>
[TestClass]
public sealed class ProbeTests
{
    private static readonly PercentLimits Any = new(100, null);

    [TestMethod]
    public async Task Tcp_ListenerThatGoes_PassesThenFails()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endPoint = (IPEndPoint)listener.LocalEndpoint;
        using var probe = new TcpProbe(endPoint, null);
        Assert.AreEqual(CheckLevel.Healthy, (await probe.RunAsync(CancellationToken.None)).Level);
        listener.Stop();
        var outcome = await probe.RunAsync(CancellationToken.None);
        Assert.AreEqual(CheckLevel.Unhealthy, outcome.Level);
        StringAssert.Contains(outcome.Message, $"{endPoint}: Connection refused");
    }

    [TestMethod]
    public async Task Tcp_NobodyAnswers_EndsWhenItIsCalledOff()
    {
        // A backlog that is full answers nothing at all.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var endPoint = (IPEndPoint)listener.LocalEndPoint!;
        var fillers = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToArray();
        foreach (var filler in fillers)
        {
            _ = filler.ConnectAsync(endPoint);
        }

        using var probe = new TcpProbe(endPoint, null);
        using var deadline = new CancellationTokenSource();
        var run = probe.RunAsync(deadline.Token);
        await deadline.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Array.ForEach(fillers, filler => filler.Dispose());
    }

    [TestMethod]
    [DataRow("200 OK", "all is well", nameof(CheckLevel.Healthy), DisplayName = "as expected")]
    [DataRow("503 Service Unavailable", "all is well", nameof(CheckLevel.Unhealthy), DisplayName = "another status")]
    [DataRow("200 OK", "maintenance", nameof(CheckLevel.Unhealthy), DisplayName = "without the text")]
    [DataRow("302 Found", "all is well", nameof(CheckLevel.Unhealthy), DisplayName = "a redirect is not followed")]
    public async Task Http_Answers_AreJudged(string status, string body, string expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }

            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nLocation: /other\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        });
        var url = new Uri($"http://{listener.LocalEndpoint}/health");
        using var probe = new HttpProbe(new HttpExpectation(url, ["2xx"], "well", Verify: true, WarnLatency: null));
        var outcome = await probe.RunAsync(CancellationToken.None);
        await serving;
        Assert.AreEqual(expected, outcome.Level.ToString(), outcome.Message);
        Assert.AreEqual(int.Parse(status[..3], System.Globalization.CultureInfo.InvariantCulture), outcome.Metrics["status"]);
    }

    [TestMethod]
    public async Task Http_NobodyThere_Fails()
    {
        using var probe = new HttpProbe(new HttpExpectation(new Uri("http://127.0.0.1:1/"), [], null, Verify: true, WarnLatency: null));
        var outcome = await probe.RunAsync(CancellationToken.None);
        Assert.AreEqual(CheckLevel.Unhealthy, outcome.Level);
        StringAssert.Contains(outcome.Message, "refused");
    }

    [TestMethod]
    [DataRow(200, true)]
    [DataRow(399, true)]
    [DataRow(404, false)]
    public void Http_WithoutStatus_TakesTwoAndThreeHundreds(int status, bool passes) =>
        Assert.AreEqual(passes, new HttpExpectation(new Uri("http://x/"), [], null, true, null).Passes(status));

    [TestMethod]
    public void Http_WithStatus_TakesThoseAlone()
    {
        var expected = new HttpExpectation(new Uri("http://x/"), ["204", "4xx"], null, true, null);
        Assert.IsTrue(expected.Passes(204) && expected.Passes(401));
        Assert.IsFalse(expected.Passes(200));
    }

    [TestMethod]
    public async Task CpuAndMemory_OfThisHost_AreMeasured()
    {
        using var cpu = new CpuProbe(Any);
        Assert.AreEqual("measuring", (await cpu.RunAsync(CancellationToken.None)).Message);
        using var memory = new MemoryProbe(Any);
        var outcome = await memory.RunAsync(CancellationToken.None);
        Assert.AreEqual(CheckLevel.Healthy, outcome.Level, outcome.Message);
        Assert.IsTrue(outcome.Metrics["used_percent"] is > 0 and < 100);
    }

    [TestMethod]
    public async Task Cpu_BetweenTwoLooks_IsTheShareOfTheTimeBetween()
    {
        var proc = Directory.CreateTempSubdirectory("hamgm-proc-").FullName;
        using var probe = new CpuProbe(new PercentLimits(80, 50), proc);
        var stat = Path.Combine(proc, "stat");
        File.WriteAllText(stat, "cpu  100 0 100 800 0 0 0 0 50 0\ncpu0 …\n");
        await probe.RunAsync(CancellationToken.None);
        File.WriteAllText(stat, "cpu  160 0 100 820 20 0 0 0 70 0\ncpu0 …\n");
        var outcome = await probe.RunAsync(CancellationToken.None);
        Assert.AreEqual(CheckLevel.Degraded, outcome.Level);
        Assert.AreEqual(60, outcome.Metrics["busy_percent"]);
        Directory.Delete(proc, recursive: true);
    }

    [TestMethod]
    [DataRow(50, 10, false, nameof(CheckLevel.Healthy), "/x: 50.0 % used, 7 MiB available")]
    [DataRow(90, 10, false, nameof(CheckLevel.Degraded), "/x: 90.0 % used, 7 MiB available")]
    [DataRow(50, 99, false, nameof(CheckLevel.Unhealthy), "/x: 99.0 % inodes used, 7 MiB available")]
    [DataRow(50, 10, true, nameof(CheckLevel.Unhealthy), "/x is mounted read-only")]
    public void Disk_Use_IsJudged(double used, double inodes, bool readOnly, string level, string message)
    {
        var outcome = DiskProbe.Judge("/x", new FileSystemUse(100 << 20, 7 << 20, used, inodes, readOnly), new PercentLimits(95, 85));
        Assert.AreEqual((level, message), (outcome.Level.ToString(), outcome.Message));
    }

    [TestMethod]
    public async Task Disk_OfThisHost_IsMeasured()
    {
        using var probe = new DiskProbe("/", Any);
        var outcome = await probe.RunAsync(CancellationToken.None);
        Assert.AreEqual(CheckLevel.Healthy, outcome.Level, outcome.Message);
        using var missing = new DiskProbe("/no/such/folder", Any);
        StringAssert.Contains((await missing.RunAsync(CancellationToken.None)).Message, "No such file or directory");
    }

    [TestMethod]
    public async Task DiskLatency_InAFolder_IsMeasuredAndLeavesNothing()
    {
        var folder = Directory.CreateTempSubdirectory("hamgm-latency-").FullName;
        using var probe = new DiskLatencyProbe(folder, "x", TimeSpan.FromMinutes(1), null);
        var outcome = await probe.RunAsync(CancellationToken.None);
        Assert.AreEqual(CheckLevel.Healthy, outcome.Level, outcome.Message);
        Assert.IsGreaterThan(0, outcome.Metrics["write_ms"]);
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder));
        Directory.Delete(folder);
        Assert.AreEqual(CheckLevel.Unhealthy, (await probe.RunAsync(CancellationToken.None)).Level);
    }

    [TestMethod]
    public async Task Process_ThatRunsThenEnds_IsFoundThenMissed()
    {
        var folder = Directory.CreateTempSubdirectory("hamgm-process-").FullName;
        var program = Path.Combine(folder, "hamgm-test-long-name");
        File.Copy("/bin/sleep", program);
        using var process = System.Diagnostics.Process.Start(program, ["60"]);
        using var probe = new ProcessProbe("hamgm-test-long-name", 1);
        using var two = new ProcessProbe("hamgm-test-long-name", 2);
        var outcome = await probe.RunAsync(CancellationToken.None);
        Assert.AreEqual(CheckLevel.Healthy, outcome.Level, outcome.Message);
        StringAssert.Contains(outcome.Message, $"pid {process.Id}");
        Assert.AreEqual(CheckLevel.Unhealthy, (await two.RunAsync(CancellationToken.None)).Level);
        process.Kill();
        await process.WaitForExitAsync();
        Assert.AreEqual("no process hamgm-test-long-name runs", (await probe.RunAsync(CancellationToken.None)).Message);
        Directory.Delete(folder, recursive: true);
    }

    [TestMethod]
    [DataRow("LoadState=loaded\nActiveState=active\nSubState=running\nResult=success\n", nameof(CheckLevel.Healthy), "x.service is active (running)")]
    [DataRow("LoadState=loaded\nActiveState=activating\nSubState=start\nResult=success\n", nameof(CheckLevel.Degraded), "x.service is activating (start)")]
    [DataRow("LoadState=loaded\nActiveState=failed\nSubState=failed\nResult=exit-code\n", nameof(CheckLevel.Unhealthy), "x.service is failed (failed), result exit-code")]
    [DataRow("LoadState=not-found\nActiveState=inactive\nSubState=dead\nResult=success\n", nameof(CheckLevel.Unhealthy), "x.service: not-found")]
    [DataRow("", nameof(CheckLevel.Unhealthy), "x.service is  ()")]
    public void Unit_WordsOfSystemctl_AreJudged(string text, string level, string message)
    {
        var outcome = UnitProbe.Judge("x.service", text);
        Assert.AreEqual((level, message), (outcome.Level.ToString(), outcome.Message));
    }

    /// <summary>Where systemd is not this system's first process, systemctl itself refuses: that is then what is told.</summary>
    [TestMethod]
    public async Task Unit_OfThisSystem_IsTheRealSystemctlsWord()
    {
        using var probe = new UnitProbe("hamgm-no-such-unit.service");
        var outcome = await probe.RunAsync(CancellationToken.None);
        Assert.AreEqual(CheckLevel.Unhealthy, outcome.Level);
        var expected = !File.Exists("/usr/bin/systemctl") ? "cannot be started" : Directory.Exists("/run/systemd/system") ? "not-found" : "systemctl show hamgm-no-such-unit.service ends with";
        StringAssert.Contains(outcome.Message, expected);
    }

    [TestMethod]
    public async Task Interface_Loopback_PassesWithItsAddressAndFailsWithAnother()
    {
        using var plain = new InterfaceProbe("lo", IPAddress.Loopback);
        var outcome = await plain.RunAsync(CancellationToken.None);
        Assert.AreEqual(CheckLevel.Healthy, outcome.Level, outcome.Message);
        using var other = new InterfaceProbe("lo", IPAddress.Parse("192.0.2.77"));
        StringAssert.Contains((await other.RunAsync(CancellationToken.None)).Message, "does not have the address 192.0.2.77");
        using var missing = new InterfaceProbe("hamgm-none", null);
        Assert.AreEqual(CheckLevel.Unhealthy, (await missing.RunAsync(CancellationToken.None)).Level);
    }
}
