using HAMgm.Component.Plugin.Running;
using HAMgm.Contracts.Scripts;
using HAMgm.Scripts;

namespace HAMgm.Component.Plugin.Tests;

/// <summary>The threads that wait for workers: what holds when a run is called off, or a lane ended, in the same moment as something else.</summary>
[TestClass]
public sealed class LaneTests
{
    private static readonly WorkerSetup Setup =
        new(Path.Combine(AppContext.BaseDirectory, "ScriptHost", "hamgm-script-host"), "", 64 * 1024 * 1024, new WorkerLimits());

    [TestMethod]
    public void Worker_CalledOffAsItEnds_IsNotUsedAgain()
    {
        string script = Path.GetTempFileName();
        try
        {
            File.WriteAllText(script, "function run(facts) { log.info('at its end'); return healthy('done'); }");
            for (int turn = 0; turn < 5; turn++)
            {
                using WorkerProcess worker = WorkerProcess.Start(Setup);
                using var calledOff = new CancellationTokenSource();
                ScriptOutcome outcome = worker.Run(
                    new RunRequest(script, true, "", TimeSpan.FromSeconds(5), "{}"u8.ToArray()),
                    (_, _) =>
                    {
                        // Its answer lies in the socket by then.
                        Thread.Sleep(100);
                        calledOff.Cancel();
                    },
                    calledOff.Token);

                Assert.IsTrue(outcome.Failure is ScriptFailure.None or ScriptFailure.Cancelled, outcome.ToString());
                Assert.IsFalse(worker.IsUsable, "it is killed, and whether before or after its answer nobody can tell");
            }
        }
        finally
        {
            File.Delete(script);
        }
    }

    [TestMethod]
    public void Lane_Ended_TellsWithoutHoldingItsLock()
    {
        var settings = new ScriptSettings { Folders = [], User = "", Workers = 1, Idle = TimeSpan.FromSeconds(1), Setup = Setup };
        var lane = new Lane(settings, new LaneKey("", "", true, false), TimeProvider.System);
        lane.Kill();
        var run = new LaneRun(_ => throw new InvalidOperationException("nothing is to run"), (_, _) => { }, TimeSpan.FromSeconds(1), goesOnThere: true, CancellationToken.None);
        bool isFree = false;
        Task told = run.Outcome.ContinueWith(
            _ => isFree = Task.Run(() => lane.Pids).Wait(TimeSpan.FromSeconds(10)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        lane.Add(run);

        Assert.IsTrue(told.IsCompleted, "it went on within the call");
        Assert.IsTrue(isFree, "another thread got the lock meanwhile");
        Assert.AreEqual(ScriptFailure.NotStarted, run.Outcome.Result.Outcome.Failure);
    }
}
