using System.Globalization;
using HAMgm.Daemon.Tests.Support;
using HAMgm.Linux.Notify;

namespace HAMgm.Daemon.Tests.Live;

/// <summary>Starting, stopping and starting again, with real processes.</summary>
[TestClass]
public sealed class LifeCycleTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    public void Guard_ExitBeforeReady_LeavesWithTheSameCode(int code)
    {
        using GuardedNode node = new GuardedNode($"modes=exit:{code}").Start();
        Assert.AreEqual(code, node.WaitExit(), node.Log);
        Assert.AreEqual(1, node.Count("service started"));
        Assert.AreEqual(1, node.Count("FakeService: this is the reason"), "the service's own words reach the operator");
    }

    [TestMethod]
    public void Guard_FaultsInARow_BacksOff()
    {
        using GuardedNode node = new GuardedNode("modes=exit:70,exit:71,exit:139,normal").Start();
        node.WaitReady();
        Assert.Contains("wait_ms=100", node.WaitFor("waiting before", 1));
        Assert.Contains("wait_ms=200", node.WaitFor("waiting before", 2));
        Assert.Contains("wait_ms=400", node.WaitFor("waiting before", 3));
        Assert.Contains("\"restarts\":3", Status(node));
        Assert.Contains("\"lastExit\":\"exit 139\"", Status(node));
    }

    [TestMethod]
    public void Guard_SigTerm_ServiceStopsInGoodOrder()
    {
        using GuardedNode node = new GuardedNode().Start();
        node.WaitReady();
        node.Signal("TERM");
        Assert.AreEqual(0, node.WaitExit(), node.Log);
        Assert.IsTrue(File.Exists(Path.Combine(node.DataDirectory, "stopped")));
        Assert.AreEqual(node.DaemonPid.ToString(CultureInfo.InvariantCulture) + " ", File.ReadAllText(Path.Combine(node.DataDirectory, "environment")));
        Assert.IsFalse(File.Exists(Path.Combine(node.DataDirectory, "daemon.sock")));
    }

    [TestMethod]
    public void Guard_StopIgnored_KilledAtTheTimeout()
    {
        using GuardedNode node = new GuardedNode("modes=ignore-term").Start(options: ["--stop-timeout", "1"]);
        node.WaitReady();
        node.Signal("INT");
        Assert.AreEqual(0, node.WaitExit(), node.Log);
        node.WaitFor("released cause=stop-timeout");
        node.WaitFor("exit=\"signal 9\"");
    }

    [TestMethod]
    public void Guard_SecondSigTerm_KillsAtOnce()
    {
        using GuardedNode node = new GuardedNode("modes=ignore-term").Start(options: ["--stop-timeout", "600"]);
        node.WaitReady();
        node.Signal("TERM");
        node.WaitFor("stopping the service");
        node.Signal("TERM");
        Assert.AreEqual(0, node.WaitExit(), node.Log);
        node.WaitFor("released cause=second-stop");
    }

    [TestMethod]
    public void Guard_StopDuringBackOff_LeavesAtOnce()
    {
        using GuardedNode node = new GuardedNode("modes=exit:70").Start();
        node.WaitFor("wait_ms=1600");
        node.Signal("TERM");
        Assert.AreEqual(0, node.WaitExit(), node.Log);
    }

    [TestMethod]
    public void Guard_SigHup_RestartsInGoodOrder()
    {
        using GuardedNode node = new GuardedNode().Start();
        int first = node.WaitReady();
        node.Signal("HUP");
        Assert.AreNotEqual(first, node.WaitReady(2));
        Assert.IsTrue(File.Exists(Path.Combine(node.DataDirectory, "stopped")));
        Assert.AreEqual(0, node.Count("waiting before"), "asked for: no back-off");
    }

    [TestMethod]
    public void Guard_NeverReady_KilledAndStartedAgain()
    {
        using GuardedNode node = new GuardedNode("modes=never-ready,normal").Start(options: ["--start-timeout", "1"]);
        node.WaitFor("released cause=start-timeout");
        node.WaitReady();
    }

    [TestMethod]
    public void Guard_MissingService_OneClearError()
    {
        using GuardedNode node = new GuardedNode().Start(options: ["--service", "/nonexistent/hamgm-service"]);
        Assert.AreEqual(4, node.WaitExit(), node.Log);
        Assert.Contains("/nonexistent/hamgm-service", node.WaitFor("cannot start the service"));
    }

    [TestMethod]
    public void Guard_SecondForOneFolder_StopsItsServiceAndLeaves()
    {
        using GuardedNode first = new GuardedNode().Start();
        int pid = first.WaitReady();
        using GuardedNode second = new();
        File.WriteAllText(second.ConfigPath, $"data_dir={first.DataDirectory}\n");
        second.Start();
        Assert.AreEqual(4, second.WaitExit(), second.Log);
        second.WaitFor("another hamgm-daemon guards this data_dir");
        Assert.Contains($"\"pid\":{pid},", Status(first), "the first one is not disturbed");
        Assert.AreEqual(0, first.Count("service ended"));
    }

    [TestMethod]
    public void Guard_UnderSystemd_RelaysInItsOwnName()
    {
        using NotifyListener systemd = new();
        Dictionary<string, string> environment = new() { ["NOTIFY_SOCKET"] = systemd.SocketName, ["WATCHDOG_USEC"] = "200000" };
        using GuardedNode node = new GuardedNode("modes=die:70,normal").Start(environment: environment);
        using CancellationTokenSource over = new();
        Task<List<NotifyMessage>> listening = Task.Run(() =>
        {
            // The queue holds ten messages: it is emptied while they come.
            List<NotifyMessage> all = [];
            for (bool isLast = false; !isLast;)
            {
                isLast = over.IsCancellationRequested;
                while (systemd.Receive(TimeSpan.FromMilliseconds(20)) is NotifyMessage message)
                {
                    all.Add(message);
                }
            }

            return all;
        });
        node.WaitReady(2);
        node.Signal("TERM");
        Assert.AreEqual(0, node.WaitExit(), node.Log);
        over.Cancel();
        List<string> heard = [];
        foreach (NotifyMessage message in listening.GetAwaiter().GetResult())
        {
            Assert.AreEqual(node.DaemonPid, message.SenderPid);
            heard.AddRange(message.Fields.Select(field => $"{field.Key}={field.Value}"));
        }

        Assert.AreEqual(1, heard.Count(field => field == "READY=1"));
        Assert.Contains("STATUS=fake normal", heard);
        Assert.Contains("STOPPING=1", heard);
        Assert.IsGreaterThan(3, heard.Count(field => field == "WATCHDOG=1"));
        Assert.IsFalse(heard.Any(field => field.StartsWith("MAINPID", StringComparison.Ordinal)));
        Assert.IsLessThan(heard.IndexOf("STOPPING=1"), heard.IndexOf("READY=1"));
    }

    [TestMethod]
    public void Control_StatusAndRestart_AnswerRoot()
    {
        using GuardedNode node = new GuardedNode().Start();
        int pid = node.WaitReady();
        Assert.Contains($"\"pid\":{pid},\"running\":true,\"ready\":true", Status(node));
        Assert.AreEqual("600", PairOfNamespaces.Shell($"stat -c %a {node.DataDirectory}/daemon.sock").Trim());
        Assert.AreEqual("{\"ok\":true}\n", PairOfNamespaces.Shell($"{GuardedNode.DaemonPath} --restart --data-dir {node.DataDirectory}"));
        node.WaitReady(2);
    }

    [TestMethod]
    public void Guard_SteadyState_UsesLittle()
    {
        using GuardedNode node = new GuardedNode("interval_ms=100").Start();
        node.WaitReady();
        Thread.Sleep(1000);
        long before = CpuMs(node.DaemonPid);
        Thread.Sleep(10_000);
        double percent = (CpuMs(node.DaemonPid) - before) / 10_000.0 * 100;
        long rss = HAMgm.Linux.Processes.ProcFs.Read(node.DaemonPid)!.Value.ResidentBytes;
        TestContext.WriteLine($"FIGURE name=guard_cpu_percent value={percent:F2}");
        TestContext.WriteLine($"FIGURE name=guard_rss_mb value={rss / 1048576.0:F1}");
        Assert.AreEqual(0, node.Count("WARN"), node.Log);
    }

    private static long CpuMs(int pid) => (long)HAMgm.Linux.Processes.ProcFs.Read(pid)!.Value.CpuTime.TotalMilliseconds;

    private static string Status(GuardedNode node) =>
        PairOfNamespaces.Shell($"{GuardedNode.DaemonPath} --status --data-dir {node.DataDirectory}");
}
