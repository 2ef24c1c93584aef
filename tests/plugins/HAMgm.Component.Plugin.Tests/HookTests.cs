using HAMgm.Component.Plugin.Tests.Support;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Fencing;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Kernel;

namespace HAMgm.Component.Plugin.Tests;

/// <summary>Hooks: order, policy, fencing token, one change after the other; and fences.</summary>
[TestClass]
public sealed class HookTests
{
    [TestMethod]
    public async Task Run_SeveralHooks_InOrderWithTermAndPoint()
    {
        await using var sandbox = new ScriptSandbox();
        string record = Path.Combine(sandbox.Root, "record");
        string line = $"echo \"$HAMGM_SCRIPT $HAMGM_HOOK $HAMGM_TERM $HAMGM_PLANNED $HAMGM_REASON\" >> {record}";
        sandbox.Write("hooks/20-second.sh", $"#!/bin/sh\n# @hamgm hook=after-promote\n{line}\n")
            .Write("hooks/10-first.sh", $"#!/bin/sh\n# @hamgm hook=after-promote\n{line}\n")
            .Write("hooks/last.js", "// @hamgm hook=after-promote order=90\nfunction run(f) { return healthy(f.hook + ' ' + f.term); }")
            .Write("hooks/other.sh", $"#!/bin/sh\n# @hamgm hook=before-demote\n{line}\n");
        await sandbox.StartAsync();
        Assert.IsTrue(sandbox.Hooks.IsConfigured(HookPoint.AfterPromote));
        Assert.IsFalse(sandbox.Hooks.IsConfigured(HookPoint.OnFault));
        Assert.AreEqual(TimeSpan.Zero, sandbox.Hooks.GetTimeout(HookPoint.OnFault));
        Assert.IsGreaterThan(TimeSpan.FromSeconds(90), sandbox.Hooks.GetTimeout(HookPoint.AfterPromote));
        HookOutcome outcome = await RunAsync(sandbox, HookPoint.AfterPromote);
        Assert.IsTrue(outcome.Succeeded, outcome.Details);
        StringAssert.EndsWith(outcome.Details, "hooks.last: after-promote 42");
        CollectionAssert.AreEqual(
            new[] { "hooks.10-first after-promote 42 true test", "hooks.20-second after-promote 42 true test" }, await File.ReadAllLinesAsync(record));
    }

    /// <summary>A slip in the file of a fence must not make a node take over unfenced.</summary>
    [TestMethod]
    public async Task Fence_ExchangedForABrokenOne_FailsUntilItIsMendedOrSwitchedOff()
    {
        await using var sandbox = new ScriptSandbox();
        sandbox.Write("hooks/fence.sh", "#!/bin/sh\n# @hamgm hook=fence\ntrue\n");
        await sandbox.StartAsync();
        IFence fence = sandbox.Component;
        var request = new FenceRequest("node-001", "node-002", new Epoch(42), TimeSpan.FromSeconds(10));
        Assert.IsTrue((await fence.FenceAsync(request, CancellationToken.None)).Succeeded);

        // As the kernel exchanges it: the old one goes, the new one cannot be initialized.
        await sandbox.Plugin("hooks.fence").CleanupAsync(CancellationToken.None);
        Assert.IsTrue(fence.IsConfigured, "in between, too");
        sandbox.Write("hooks/fence.sh", "#!/bin/sh\n# @hamgm hook=fence user=nobody-here\ntrue\n");
        RuntimePlugin broken = sandbox.Component.FindPlugins(new Dictionary<string, string>()).Single();
        await Assert.ThrowsExactlyAsync<HamgmException>(() => sandbox.EnableAsync(broken, []));
        FenceOutcome outcome = await fence.FenceAsync(request, CancellationToken.None);
        Assert.IsTrue(fence.IsConfigured);
        Assert.IsFalse(outcome.Succeeded);
        StringAssert.Contains(outcome.Details, "no user 'nobody-here'");

        sandbox.Bus.Publish(new PluginStateChangedEvent("hooks.fence", ModuleState.Faulted, ModuleState.Disabled, "plugins.json does not enable it"));
        Assert.IsFalse(fence.IsConfigured);
        await Assert.ThrowsExactlyAsync<HamgmException>(() => sandbox.EnableAsync(broken, []));
        Assert.IsTrue(fence.IsConfigured, "broken from its start");
        sandbox.Write("hooks/fence.sh", "#!/bin/sh\n# @hamgm hook=fence\ntrue\n");
        await sandbox.EnableAsync(sandbox.Component.FindPlugins(new Dictionary<string, string>()).Single(), []);
        Assert.IsTrue((await fence.FenceAsync(request, CancellationToken.None)).Succeeded);
        File.Delete(sandbox.PathOf("hooks/fence.sh"));
        await sandbox.Plugin("hooks.fence").CleanupAsync(CancellationToken.None);
        Assert.IsEmpty(sandbox.Component.FindPlugins(new Dictionary<string, string>()));
        Assert.IsFalse(fence.IsConfigured, "its file is gone");
    }

    /// <summary>What only reports holds up nothing that the VIP waits for.</summary>
    [TestMethod]
    public async Task Run_OnFaultHangs_TheHooksOfATakeOverRunBesideIt()
    {
        await using var sandbox = new ScriptSandbox();
        string go = Path.Combine(sandbox.Root, "go");
        sandbox.Write("hooks/1.sh", $"#!/bin/sh\n# @hamgm hook=on-fault timeout=60s\nwhile [ ! -e {go} ]; do sleep 0.05; done\n")
            .Write("hooks/2.sh", "#!/bin/sh\n# @hamgm hook=before-promote\necho done\n");
        await sandbox.StartAsync();
        Task<HookOutcome> report = RunAsync(sandbox, HookPoint.OnFault);
        Assert.IsTrue((await RunAsync(sandbox, HookPoint.BeforePromote)).Succeeded);
        Assert.IsFalse(report.IsCompleted);
        await File.WriteAllTextAsync(go, "");
        Assert.IsTrue((await report).Succeeded);
    }

    [TestMethod]
    [DataRow("abort", false, 1)]
    [DataRow("continue", true, 2)]
    public async Task Run_OneFails_ItsPolicyDecides(string policy, bool succeeded, int ran)
    {
        await using var sandbox = new ScriptSandbox();
        sandbox.Write("hooks/1.sh", $"#!/bin/sh\n# @hamgm hook=before-promote policy={policy}\necho not today; exit 1\n")
            .Write("hooks/2.sh", "#!/bin/sh\n# @hamgm hook=before-promote\necho second\n");
        await sandbox.StartAsync();
        HookOutcome outcome = await RunAsync(sandbox, HookPoint.BeforePromote);
        Assert.AreEqual(succeeded, outcome.Succeeded, outcome.Details);
        Assert.HasCount(ran, outcome.Details.Split("; "));
        AlertEvent alert = sandbox.Bus.Published.OfType<AlertEvent>().Single();
        Assert.AreEqual("hook_failed", alert.Type);
        StringAssert.Contains(alert.Message, "not today");
    }

    [TestMethod]
    public async Task Run_OneHangs_IsKilledAtItsTimeout()
    {
        await using var sandbox = new ScriptSandbox();
        sandbox.Write("hooks/1.sh", "#!/bin/sh\n# @hamgm hook=on-fault timeout=300ms policy=continue\nsleep 1000\n")
            .Write("hooks/2.js", "// @hamgm hook=on-fault\nfunction run(f) { return healthy('told'); }");
        await sandbox.StartAsync();
        HookOutcome outcome = await RunAsync(sandbox, HookPoint.OnFault);
        Assert.IsTrue(outcome.Succeeded);
        StringAssert.Contains(outcome.Details, "did not end within");
        StringAssert.Contains(outcome.Details, "told");
    }

    [TestMethod]
    public async Task Run_ManyChanges_OneAfterTheOtherInTheOrderOfTheCalls()
    {
        await using var sandbox = new ScriptSandbox();
        string record = Path.Combine(sandbox.Root, "record");
        foreach (string point in (string[])["after-promote", "after-demote"])
        {
            sandbox.Write($"hooks/{point}.sh", $"#!/bin/sh\n# @hamgm hook={point}\nsleep 0.0$((HAMGM_TERM % 5))\necho \"$HAMGM_HOOK $HAMGM_TERM\" >> {record}\n");
        }

        await sandbox.StartAsync();
        List<Task> all = [];
        List<string> expected = [];
        for (int term = 1; term <= 20; term++)
        {
            HookPoint point = term % 2 == 1 ? HookPoint.AfterPromote : HookPoint.AfterDemote;
            all.Add(sandbox.Hooks.RunAsync(new HookRequest(point, ScriptSandbox.Facts with { Term = new Epoch(term) }, false, ""), CancellationToken.None));
            expected.Add($"{(term % 2 == 1 ? "after-promote" : "after-demote")} {term}");
        }

        await Task.WhenAll(all);
        CollectionAssert.AreEqual(expected, await File.ReadAllLinesAsync(record));
    }

    [TestMethod]
    public async Task Run_OtherRole_IsPassedOver()
    {
        await using var sandbox = new ScriptSandbox();
        await sandbox.Write("hooks/1.sh", "#!/bin/sh\n# @hamgm hook=on-fault roles=failed\nexit 2\n").StartAsync();
        Assert.IsTrue((await RunAsync(sandbox, HookPoint.OnFault)).Succeeded);
    }

    [TestMethod]
    [DataRow("exit 0", "exit 0", true, true)]
    [DataRow("exit 2", "exit 0", true, true)]
    [DataRow("exit 2", "exit 2", true, false)]
    [DataRow("exit 2", "exit 0", false, false)]
    public async Task Fence_OneOrMoreWays_TrueOnlyWhenThePeerIsKnownNotToServe(string first, string second, bool firstMayFail, bool succeeded)
    {
        await using var sandbox = new ScriptSandbox();
        IFence fence = sandbox.Component;
        await sandbox.StartAsync();
        Assert.IsFalse(fence.IsConfigured);
        await using var other = new ScriptSandbox();
        other.Write("hooks/1.sh", $"#!/bin/sh\n# @hamgm hook=fence policy={(firstMayFail ? "continue" : "abort")}\n[ \"$HAMGM_PEER_NODE_ID $HAMGM_TERM\" = 'node-002 43' ] || exit 9\n{first}\n")
            .Write("hooks/2.sh", $"#!/bin/sh\n# @hamgm hook=fence\n{second}\n");
        await other.StartAsync();
        fence = other.Component;
        Assert.IsTrue(fence.IsConfigured);
        FenceOutcome outcome = await fence.FenceAsync(new FenceRequest("node-001", "node-002", new Epoch(43), TimeSpan.FromSeconds(5)), CancellationToken.None);
        Assert.AreEqual(succeeded, outcome.Succeeded, outcome.Details);
    }

    [TestMethod]
    public async Task Run_WhileTheServiceStops_HooksOfTheHandOverStillRun()
    {
        var sandbox = new ScriptSandbox();
        await sandbox.Write("hooks/1.sh", "#!/bin/sh\n# @hamgm hook=after-demote\necho released\n").StartAsync();
        await sandbox.StopServiceAsync();
        HookOutcome outcome = await RunAsync(sandbox, HookPoint.AfterDemote);
        StringAssert.Contains(outcome.Details, "released");
        await sandbox.DisposeAsync();
    }

    private static Task<HookOutcome> RunAsync(ScriptSandbox sandbox, HookPoint point) =>
        sandbox.Hooks.RunAsync(new HookRequest(point, ScriptSandbox.Facts, true, "test"), CancellationToken.None);
}
