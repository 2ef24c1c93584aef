using HAMgm.Component.Plugin.Tests.Support;
using HAMgm.Contracts.Scripts;
using HAMgm.Linux.Processes;

namespace HAMgm.Component.Plugin.Tests;

/// <summary>Executable scripts that do what they should not: contained, nothing of them left, and the others run on (issue 5).</summary>
[TestClass]
public sealed class HostileProgramTests
{
    private const string Good = "#!/bin/sh\n# @hamgm timeout=5s\necho \"term $HAMGM_TERM\"\n";

    [TestMethod]
    [DataRow("endless-loop", "while :; do :; done", ScriptFailure.TimedOut, "killed with all")]
    [DataRow("ignores-sigterm", "trap '' TERM INT HUP; while :; do sleep 1; done", ScriptFailure.TimedOut, "killed with all")]
    [DataRow("many-children", "for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do setsid sleep 30 & done; sleep 30", ScriptFailure.LimitExceeded, "processes")]
    [DataRow("fifty-megabytes", "head -c 50000000 /dev/zero", ScriptFailure.LimitExceeded, "KiB")]
    [DataRow("endless-output", "yes", ScriptFailure.LimitExceeded, "KiB")]
    [DataRow("kills-itself", "kill -9 $$", ScriptFailure.Faulted, "signal 9")]
    public async Task Run_HostileBody_ContainedAndOthersRunOn(string name, string body, ScriptFailure expected, string message)
    {
        Assert.IsNotNull(name);
        await using var sandbox = new ScriptSandbox(("scripts.processes", "16"));
        sandbox.Write("health/good.sh", Good).Write("health/bad.sh", $"#!/bin/sh\n# @hamgm timeout=1500ms\n{body}\n");
        await sandbox.StartAsync();
        Task<ScriptOutcome> bad = sandbox.RunAsync("health.bad");
        for (int turn = 0; turn < 3; turn++)
        {
            ScriptOutcome good = await sandbox.RunAsync("health.good");
            Assert.AreEqual(ScriptVerdict.Healthy, good.Verdict, good.Message);
            Assert.AreEqual("term 42", good.Message);
        }

        ScriptOutcome outcome = await bad;
        Assert.AreEqual(expected, outcome.Failure, outcome.Message);
        StringAssert.Contains(outcome.Message, message);
        Assert.AreEqual(0, ScriptSandbox.CountProcesses(sandbox.PathOf("health/bad.sh")), "something of it is left");
        Assert.AreEqual(ScriptVerdict.Healthy, (await sandbox.RunAsync("health.good")).Verdict);
    }

    // Without a group it ran away as root: 28,000 processes, and nothing else on the machine could fork.
    [TestMethod]
    public async Task Run_ForkBomb_ContainedAndNothingIsLeft()
    {
        using (ControlGroup? group = ControlGroup.TryCreate(100, out string reason))
        {
            if (group is null)
            {
                Assert.Inconclusive(reason);
            }
        }

        await using var sandbox = new ScriptSandbox(("scripts.processes", "16"));
        sandbox.Write("health/bad.sh", "#!/bin/sh\n# @hamgm timeout=1500ms\nbomb() { bomb | bomb & }; bomb; sleep 30\n");
        await sandbox.StartAsync();
        Task<ScriptOutcome> bomb = sandbox.RunAsync("health.bad");
        int most = 0;
        while (!bomb.IsCompleted)
        {
            most = Math.Max(most, ScriptSandbox.CountProcesses(sandbox.PathOf("health/bad.sh")));
            await Task.Delay(5);
        }

        // Counted in time or not: it never has more than its group allows, and nothing of it is left.
        ScriptOutcome outcome = await bomb;
        Assert.IsTrue(outcome.Failure is ScriptFailure.LimitExceeded or ScriptFailure.TimedOut, outcome.Message);
        Assert.IsLessThanOrEqualTo(16 + 64, most);
        Assert.AreEqual(0, ScriptSandbox.CountProcesses(sandbox.PathOf("health/bad.sh")));
    }

    [TestMethod]
    [DataRow("exit 0", ScriptFailure.None)]
    [DataRow("sleep 100", ScriptFailure.TimedOut)]
    public async Task Run_LeavesDoubleForkedOrphans_TheyDieWithIt(string ending, ScriptFailure expected)
    {
        string mark = $"31{Environment.ProcessId}.{Random.Shared.Next(100_000, 999_999)}";
        await using var sandbox = new ScriptSandbox();
        sandbox.Write("health/orphans.sh", $"""
            #!/bin/sh
            # @hamgm timeout=1s
            (setsid sh -c '(trap "" TERM HUP; sleep {mark} & sleep {mark}; sleep {mark}) &' &)
            (env -i setsid sleep {mark} > /dev/null 2>&1 < /dev/null &)
            sleep 0.2
            {ending}
            """);
        await sandbox.StartAsync();
        ScriptOutcome outcome = await sandbox.RunAsync("health.orphans");
        Assert.AreEqual(expected, outcome.Failure, outcome.Message);
        Assert.AreEqual(0, ScriptSandbox.CountProcesses(mark));
    }

    [TestMethod]
    public async Task Run_TooMuchMemory_Contained()
    {
        await using var sandbox = new ScriptSandbox(("scripts.program_memory", "64"));
        sandbox.Write("health/good.sh", Good).Write("health/bad.sh", "#!/bin/sh\ntail /dev/zero || exit 2\n");
        await sandbox.StartAsync();
        ScriptOutcome outcome = await sandbox.RunAsync("health.bad");
        Assert.AreEqual(ScriptVerdict.Unhealthy, outcome.Verdict, outcome.Message);
        StringAssert.Contains(outcome.Message, "memory");
        Assert.AreEqual(ScriptVerdict.Healthy, (await sandbox.RunAsync("health.good")).Verdict);
    }

    [TestMethod]
    public async Task Run_KillsItsSupervisor_SaysSoAndOthersRunOn()
    {
        await using var sandbox = new ScriptSandbox();
        sandbox.Write("health/good.sh", Good).Write("health/bad.sh", "#!/bin/sh\nkill -9 $PPID\nsleep 0.2\n");
        await sandbox.StartAsync();
        ScriptOutcome outcome = await sandbox.RunAsync("health.bad");
        Assert.AreEqual(ScriptFailure.LimitExceeded, outcome.Failure, outcome.Message);
        Assert.AreEqual(ScriptVerdict.Healthy, (await sandbox.RunAsync("health.good")).Verdict);
    }

    [TestMethod]
    public async Task Run_CalledOff_KilledWithAllThatItStarted()
    {
        string mark = $"32{Environment.ProcessId}.{Random.Shared.Next(100_000, 999_999)}";
        await using var sandbox = new ScriptSandbox();
        sandbox.Write("health/slow.sh", $"#!/bin/sh\n# @hamgm timeout=60s\nsleep {mark} & sleep {mark}\n");
        await sandbox.StartAsync();
        using var calledOff = new CancellationTokenSource();
        Task<ScriptOutcome> run = sandbox.Scripts.RunAsync("health.slow", ScriptSandbox.Facts, calledOff.Token);
        while (ScriptSandbox.CountProcesses(mark) < 2)
        {
            await Task.Delay(10);
        }

        await calledOff.CancelAsync();
        Assert.AreEqual(ScriptFailure.Cancelled, (await run).Failure);
        Assert.AreEqual(0, ScriptSandbox.CountProcesses(mark));
    }
}
