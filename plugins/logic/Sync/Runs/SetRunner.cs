using System.Diagnostics;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Sync;
using HAMgm.Logic.Sync.Peer;
using HAMgm.Logic.Sync.Rsync;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync.Runs;

/// <summary>Carries out runs on the STANDBY, one at a time, and makes a record of each, however it ends.</summary>
internal sealed class SetRunner(
    SyncSettings settings, PeerDoor door, PeerCalls calls, TermBook terms, PauseBook pause, RunBook book, ILogger log, TimeProvider time) : IDisposable
{
    private const int MaxFiles = 1000;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, RunProgress> _progress = settings.Sets.ToDictionary(set => set.Name, _ => new RunProgress(), StringComparer.Ordinal);
    private CancellationTokenSource _stop = new();

    /// <summary>How far the run of a set is.</summary>
    public RunProgress ProgressOf(string set) => _progress[set];

    /// <summary>Ends a run that is under way; it is over when this returns.</summary>
    public async Task StopAsync()
    {
        var stop = Interlocked.Exchange(ref _stop, new CancellationTokenSource());
        await stop.CancelAsync();
        await _turn.WaitAsync();
        _turn.Release();
        stop.Dispose();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _turn.Dispose();
    }

    /// <summary>Carries out one run.</summary>
    public async Task<SyncRun> RunAsync(RunOrder order, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        var progress = ProgressOf(order.Set.Name);
        try
        {
            var stop = _stop.Token;
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop);
            deadline.CancelAfter(settings.Timeout);
            var started = Stopwatch.GetTimestamp();
            var startUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            var id = Guid.NewGuid();
            var last = await book.LastChecksumsAsync(order.Set.Name, cancellationToken);
            var pull = new PullRun(settings, order, door, terms, () => pause.Reasons != SyncPauseReason.None, progress, log, time);
            var (state, error) = (SyncRunState.Success, "");
            SyncRun Describe() => new()
            {
                Id = id,
                UpgradeId = order.UpgradeId,
                Set = order.Set.Name,
                Kind = order.Set.Kind,
                Trigger = order.Trigger,
                FromNodeIp = settings.PeerIp,
                ToNodeIp = settings.NodeIp,
                StartUnixMs = startUnixMs,
                Duration = Stopwatch.GetElapsedTime(started),
                RsyncDuration = pull.RsyncDuration,
                State = Judge(state, pull),
                FilesSynced = pull.Touched.Count(IsDone),
                FilesFailed = pull.Touched.Count(file => !IsDone(file)),
                ChecksumBefore = Known(pull.ChecksumBefore, last.Before, state),
                ChecksumAfter = Known(pull.ChecksumAfter, last.After, state),
                ErrorMessage = error.Length > 0 ? error : Explain(pull),
                Files = [.. pull.Touched.OrderBy(IsDone).Take(MaxFiles)],
            };
            try
            {
                await pull.RunAsync(Describe, deadline.Token);
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested)
            {
                (state, error) = stop.IsCancellationRequested || cancellationToken.IsCancellationRequested
                    ? (SyncRunState.Failed, "It was stopped.")
                    : (SyncRunState.Timeout, $"It was not done within {settings.Timeout} (sync.timeout); the next run goes on from what is there.");
            }
            catch (Exception failed) when (failed is SyncPeerException or RsyncException or FencedException or HamgmException or IOException or UnauthorizedAccessException)
            {
                (state, error) = (IsTimeout(failed) ? SyncRunState.Timeout : SyncRunState.Failed, failed.Message);
            }

            var run = Describe();
            await FinishAsync(run, order, pull, isTold: state == SyncRunState.Success);
            return run;
        }
        finally
        {
            progress.Enter("idle");
            _turn.Release();
        }
    }

    private async Task FinishAsync(SyncRun run, RunOrder order, PullRun pull, bool isTold)
    {
        if (run.ErrorMessage.Length > 0)
        {
            log.Warn("a set is not in step", ("set", run.Set), ("trigger", run.Trigger), ("state", run.State), ("error", run.ErrorMessage));
        }
        else if (run.FilesSynced > 0)
        {
            log.Info("a set is in step", ("set", run.Set), ("trigger", run.Trigger), ("files", run.FilesSynced), ("ms", (long)run.Duration.TotalMilliseconds));
        }

        await book.AddAsync(run, alerts: true, CancellationToken.None);
        if (!isTold)
        {
            try
            {
                await calls.AskAsync(new SyncCall { Op = SyncCall.Done, Set = order.Set.Name, Run = run, Differing = pull.Differing, Compared = pull.ChecksumBefore }, TimeSpan.FromSeconds(10), CancellationToken.None);
            }
            catch (Exception silent) when (silent is SyncPeerException or HamgmException)
            {
                // Whatever made the run fail keeps the peer from hearing of it, most likely; this node's record stands.
                log.Debug("the peer could not be told of a run", ("error", silent.Message));
            }
        }
    }

    private static SyncRunState Judge(SyncRunState state, PullRun pull)
    {
        var failed = pull.Touched.Any(file => !IsDone(file)) || pull.Problem.Length > 0;
        return state == SyncRunState.Success
            ? failed ? SyncRunState.Partial : SyncRunState.Success
            : state == SyncRunState.Failed && pull.Touched.Any(IsDone) ? SyncRunState.Partial : state;
    }

    // A failed run's checksums are the last known ones (spec/3): what it saw on the way proves nothing.
    private static string Known(string seen, string last, SyncRunState state) => state == SyncRunState.Success && seen.Length > 0 ? seen : last;

    private static string Explain(PullRun pull)
    {
        if (pull.Problem.Length > 0)
        {
            return $"The files are in place, but what has to run after them failed: {pull.Problem}.";
        }

        var conflicts = pull.Touched.Count(file => file.Action == "conflict");
        var failed = pull.Touched.Where(file => file.Action == "failed").ToList();
        return (conflicts, failed.Count) switch
        {
            (0, 0) => "",
            ( > 0, 0) => $"{conflicts} file(s) changed on both nodes and were left as they are.",
            _ => $"{failed.Count} file(s) failed: {failed[0].Path}: {failed[0].Error}",
        };
    }

    // rsync's own: 30 is its time-out, 35 that of its connection.
    private static bool IsTimeout(Exception failed) => failed is RsyncException { ExitCode: 30 or 35 };

    private static bool IsDone(SyncedFile file) => file.Action is not ("failed" or "conflict");
}
