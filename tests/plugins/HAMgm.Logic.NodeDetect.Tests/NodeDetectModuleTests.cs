using System.Net;
using System.Net.Sockets;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Detection;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Scripts;
using HAMgm.Contracts.StateMachine;
using HAMgm.TestSupport;

namespace HAMgm.Logic.NodeDetect.Tests;

/// <summary>The plugin as a whole, with a clock moved by hand, real sockets, and doubles of what other plugins provide.</summary>
[TestClass]
public sealed class NodeDetectModuleTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ManualTime _time = new();
    private readonly FakeStateMachine _machine = new();
    private readonly FakeBus _bus = new();
    private readonly FakeScripts _scripts = new();
    private readonly FakeConfig _config = new FakeConfig("node-a", "10.0.0.1", "node-b", "10.0.0.2")
        .With("detect.interval", "1s").With("detect.timeout", "600s").With("detect.rise", "1").With("detect.fall", "2")
        .With("vip.more", "10.0.0.10/24").With("vip.interface", "eth0").With("detect.checks", "");

    private readonly int _port;
    private readonly NodeDetectModule _module;
    private TcpListener _listener = new(IPAddress.Loopback, 0);

    public NodeDetectModuleTests()
    {
        _listener.Start();
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _config.Maps["detect.checks"] = [];
        _module = new NodeDetectModule(_config, _machine, _bus, new RecordingLogger(), new NoFaults(), _scripts, _time);
    }

    private string Port => _port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    [TestMethod]
    public async Task Start_NothingConfigured_CostsNothing()
    {
        await _module.StartAsync(CancellationToken.None);
        Assert.AreEqual(0, _time.ArmedTimers);
        Assert.IsEmpty(_machine.Healths);
        Assert.AreEqual("0 checks, 0 failing, 0 hung", _module.GetStatus().Detail);
    }

    [TestMethod]
    public async Task Check_FailsAndPassesAgain_TellsCoreAndOperatorOnceEach()
    {
        _config.Maps["detect.checks"] = [new FakeMap(("id", "db"), ("type", "tcp"), ("port", Port))];
        await _module.StartAsync(CancellationToken.None);
        Advance(3);
        Assert.AreEqual(CheckState.Passing, Check("db").State);
        Assert.IsEmpty(_machine.Healths);

        _listener.Stop();
        Advance(5);
        Assert.AreEqual(CheckState.Failing, Check("db").State);
        Assert.HasCount(1, _machine.Healths);
        Assert.IsFalse(_machine.Healths[0].IsHealthy);
        StringAssert.Contains(_machine.Healths[0].Reason, $"db fails: 127.0.0.1:{Port}: Connection refused");
        var alert = _bus.Published.OfType<AlertEvent>().Single();
        Assert.AreEqual(("health_check", "health_check:db", AlertSeverity.High, false), (alert.Type, alert.Key, alert.Severity, alert.Resolves));

        // Started anew it would take another port.
        _listener.Dispose();
        _listener = new TcpListener(IPAddress.Loopback, _port);
        _listener.Start();
        Advance(3);
        Assert.AreEqual((true, 0, ""), _machine.Healths[^1]);
        var resolved = _bus.Published.OfType<AlertEvent>().Last();
        Assert.AreEqual(("health_check:db", true), (resolved.Key, resolved.Resolves));
        Assert.HasCount(2, _bus.Published.OfType<AlertEvent>().ToArray());
    }

    [TestMethod]
    public async Task Check_OfWeight_TakesItFromThePriority()
    {
        _listener.Stop();
        _config.Maps["detect.checks"] = [new FakeMap(("id", "db"), ("type", "tcp"), ("port", Port), ("weight", "30"))];
        await _module.StartAsync(CancellationToken.None);
        Advance(4);
        Assert.AreEqual((true, -30), (_machine.Healths.Single().IsHealthy, _machine.Healths.Single().Weight));
        var health = await _module.GetNodeHealthAsync("node-a", runNow: false, CancellationToken.None);
        Assert.AreEqual((true, 30), (health.IsHealthy, health.PriorityTaken));
    }

    [TestMethod]
    public async Task Scripts_OfHealth_RunWithFactsAndFollowTheirList()
    {
        _scripts.Infos.AddRange([FakeScripts.Make("acme.health"), FakeScripts.Make("acme.hook", ScriptPurpose.Hook)]);
        _machine.Become(NodeState.Primary, 9);
        await _module.StartAsync(CancellationToken.None);
        Advance(2);
        Assert.AreEqual("acme.health", (await Health()).Checks.Single().Id);
        Assert.AreEqual(1, Check("acme.health").Metrics["n"]);
        Assert.AreEqual((NodeState.Primary, 9L, "node-b"), (_scripts.Told!.Role, _scripts.Told.Term.Value, _scripts.Told.PeerNodeId));
        CollectionAssert.AreEqual(new[] { "10.0.0.9/24", "10.0.0.10/24" }, _scripts.Told.Vips.ToArray());

        _scripts.Outcome = new ScriptOutcome(ScriptVerdict.Unhealthy, ScriptFailure.TimedOut, "it did not end within 1000 ms", new Dictionary<string, double>(), TimeSpan.Zero);
        Advance(3);
        Assert.IsFalse((await Health()).IsHealthy);
        _scripts.Infos.RemoveAt(0);
        _scripts.RaiseChanged();
        Assert.IsTrue((await Health()).IsHealthy);
        Assert.IsTrue(_bus.Published.OfType<AlertEvent>().Last().Resolves, "what is no more is not left standing");
    }

    [TestMethod]
    public async Task Stop_WhileAFailureStands_TakesItBack()
    {
        _listener.Stop();
        _config.Maps["detect.checks"] = [new FakeMap(("id", "db"), ("type", "tcp"), ("port", Port))];
        await _module.StartAsync(CancellationToken.None);
        Advance(4);
        Assert.IsFalse(_machine.Healths[^1].IsHealthy);
        await _module.StopAsync(CancellationToken.None);
        await _module.StopAsync(CancellationToken.None);
        Assert.AreEqual((true, 0, ""), _machine.Healths[^1]);
        Assert.AreEqual(0, _time.ArmedTimers);
    }

    [TestMethod]
    public async Task ConfigureDetection_ValidFigures_AreWrittenAndTakenAtOnce()
    {
        _config.Maps["detect.checks"] = [new FakeMap(("id", "db"), ("type", "tcp"), ("port", Port))];
        await _module.StartAsync(CancellationToken.None);
        _module.ConfigureDetection(new DetectionConfig(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(3), 4, 5));
        Assert.AreEqual(("30000ms", "5"), (_config.GetString("detect.interval"), _config.GetString("detect.fall")));
        Assert.AreEqual(400, Assert.ThrowsExactly<HamgmException>(
            () => _module.ConfigureDetection(new DetectionConfig(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), 4, 5))).Code);
    }

    [TestMethod]
    public async Task GetDetectionResult_AfterRuns_CountsThem()
    {
        _config.Maps["detect.checks"] = [new FakeMap(("id", "db"), ("type", "tcp"), ("port", Port))];
        await _module.StartAsync(CancellationToken.None);
        Advance(3);
        var result = _module.GetDetectionResult();
        Assert.IsGreaterThanOrEqualTo(3, result.Rounds);
        Assert.IsGreaterThan(0, result.LastRoundUnixMs);
        Assert.IsTrue(result.Nodes.Single().IsHealthy);
    }

    [TestMethod]
    public async Task CheckNodeHealth_OfThePeer_AsksItOrSaysWhyNot()
    {
        await _module.StartAsync(CancellationToken.None);
        Assert.AreEqual(503, (await Assert.ThrowsExactlyAsync<HamgmException>(() => _module.CheckNodeHealthAsync("node-b", CancellationToken.None))).Code);
        Assert.AreEqual(404, (await Assert.ThrowsExactlyAsync<HamgmException>(() => _module.CheckNodeHealthAsync("node-c", CancellationToken.None))).Code);
        _module.AskPeerBy((runNow, _) => Task.FromResult(new NodeHealth("node-b", !runNow, 0, "asked", [], 5)));
        var status = await _module.CheckNodeHealthAsync("node-b", CancellationToken.None);
        Assert.AreEqual(("node-b", false, "asked", 5L), (status.NodeId, status.IsHealthy, status.Details, status.CheckedAtUnixMs));
    }

    [TestMethod]
    public async Task RoleChanged_ChecksOfTheRole_Begin()
    {
        _config.Maps["detect.checks"] = [new FakeMap(("id", "db"), ("type", "tcp"), ("port", Port), ("roles", "primary"))];
        await _module.StartAsync(CancellationToken.None);
        Advance(2);
        Assert.AreEqual(CheckState.Inactive, Check("db").State);
        _machine.Become(NodeState.Primary, 9);
        _bus.Publish(new RoleChangedEvent("node-a", new StateTransition(NodeState.Standby, NodeState.Primary, "r", "", new Epoch(9), 0)));
        Advance(1);
        Assert.AreEqual(CheckState.Passing, Check("db").State);
    }

    public void Dispose()
    {
        _module.Dispose();
        _listener.Dispose();
    }

    private async Task<NodeHealth> Health() => await _module.GetNodeHealthAsync("node-a", runNow: false, CancellationToken.None);

    private CheckStatus Check(string id) => Health().Result.Checks.Single(c => c.Id == id);

    // Steps, with what each begins let to its end: a run has ended when the number of runs has grown, or none was due.
    private void Advance(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            var before = _module.GetDetectionResult().Rounds;
            var active = Health().Result.Checks.Count(c => c.State is not (CheckState.Inactive or CheckState.Blocked));
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.IsTrue(SpinWait.SpinUntil(() => _module.GetDetectionResult().Rounds >= before + active, Patience), "a run did not end");
        }
    }

    private sealed class NoFaults : IFaultReporter
    {
        public void Report(Exception exception) => throw new InvalidOperationException("a fault in the background", exception);
    }
}
