using System.Diagnostics;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Scripts;
using HAMgm.Scripts;

namespace HAMgm.Component.Plugin.Running;

/// <summary>Runs a script once, in a worker of its lane.</summary>
internal sealed class ScriptRunner(WorkerPool pool, ILogger log)
{
    // A free worker is waited for at least so long, and does not count against the script: it is not its fault that others are at work.
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(5);

    /// <summary>Runs it. Never throws for what it does.</summary>
    /// <param name="entry">The script.</param>
    /// <param name="facts">What it is told.</param>
    /// <param name="change">The change that a hook runs for; else null.</param>
    /// <param name="parameters">Parameters of this run, over its own; null for none.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <param name="goesOnThere">Whether what awaits it goes on on the lane's thread, which it must not block.</param>
    public async Task<ScriptOutcome> RunAsync(
        ScriptEntry entry, ScriptFacts facts, HookRequest? change, IReadOnlyDictionary<string, object?>? parameters, CancellationToken cancellationToken, bool goesOnThere = false)
    {
        long begun = Stopwatch.GetTimestamp();
        TimeSpan timeout = entry.Info.Timeout;
        try
        {
            if (!await entry.Gate.WaitAsync(timeout, cancellationToken).ConfigureAwait(false))
            {
                return Failed(ScriptFailure.TimedOut, "the run before this one had not ended", begun);
            }
        }
        catch (OperationCanceledException)
        {
            return Failed(ScriptFailure.Cancelled, "it was called off before it began", begun);
        }

        try
        {
            TimeSpan left = timeout - Stopwatch.GetElapsedTime(begun);
            return left > TimeSpan.Zero
                ? await RunNowAsync(entry, facts, change, parameters, left, begun, goesOnThere, cancellationToken).ConfigureAwait(false)
                : Failed(ScriptFailure.TimedOut, "the run before this one left it no time", begun);
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private async Task<ScriptOutcome> RunNowAsync(
        ScriptEntry entry, ScriptFacts facts, HookRequest? change, IReadOnlyDictionary<string, object?>? parameters, TimeSpan timeout, long begun, bool goesOnThere, CancellationToken cancellationToken)
    {
        TimeSpan patience = entry.Info.Timeout > LeastPatience ? entry.Info.Timeout : LeastPatience;
        var run = new LaneRun(Prepare, (level, text) => Log(entry, level, text), patience, goesOnThere, cancellationToken);
        try
        {
            pool.Begin(entry.Lane, run);
        }
        catch (InvalidOperationException e)
        {
            return Failed(ScriptFailure.NotStarted, $"no worker for it: {e.Message}", begun);
        }

        LaneOutcome done = await run.Outcome.ConfigureAwait(false);
        entry.Learn(done.Outcome.Failure);
        if (done.WorkerIsGone)
        {
            entry.Replacements++;
        }

        return done.Outcome;

        RunRequest Prepare(int workerPid)
        {
            entry.Facts.ResetWrittenCount();
            entry.Writer.Reset(entry.Facts);
            FactsJson.Write(entry.Writer, entry.Info, facts, change, parameters);
            entry.LastWorkerPid = workerPid;
            return new RunRequest(entry.Info.Path, entry.Declaration.IsJavaScript, entry.Declaration.IsJavaScript ? "" : entry.User, timeout, entry.Facts.WrittenMemory);
        }
    }

    private void Log(ScriptEntry entry, string level, string text)
    {
        switch (level)
        {
            case "debug":
                log.Debug("script says", ("script", entry.Info.Id), ("text", text));
                break;
            case "warn":
                log.Warn("script says", ("script", entry.Info.Id), ("text", text));
                break;
            case "error":
                log.Error("script says", ("script", entry.Info.Id), ("text", text));
                break;
            default:
                log.Info("script says", ("script", entry.Info.Id), ("text", text));
                break;
        }
    }

    private static ScriptOutcome Failed(ScriptFailure failure, string message, long begun) =>
        new(ScriptVerdict.Unhealthy, failure, message, RunReply.NoMetrics, Stopwatch.GetElapsedTime(begun));
}
