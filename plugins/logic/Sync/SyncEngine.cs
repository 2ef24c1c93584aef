using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Sync;
using HAMgm.Logic.Sync.Peer;
using HAMgm.Logic.Sync.Rsync;
using HAMgm.Logic.Sync.Runs;
using HAMgm.Logic.Sync.Settings;
using HAMgm.Tls;

namespace HAMgm.Logic.Sync;

/// <summary>
/// Everything that runs while there are sets: the port for the peer, rsync's daemon and the watch on the PRIMARY, the schedule on the
/// STANDBY. One for each state of the settings.
/// </summary>
internal sealed partial class SyncEngine : IAsyncDisposable
{
    private static readonly TimeSpan ShortAnswer = TimeSpan.FromSeconds(10);

    private readonly SyncSettings _settings;
    private readonly IStateMachine _stateMachine;
    private readonly IEventBus _events;
    private readonly IFaultReporter _faults;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly PauseBook _pause;
    private readonly RunBook _book;
    private readonly TermBook _terms;
    private readonly PeerDoor _door;
    private readonly PeerCalls _calls;
    private readonly SetRunner _runner;
    private readonly SourceDesk _desk;
    private readonly IRsyncService _rsync;
    private readonly PeerListener _listener;
    private readonly SemaphoreSlim _roleTurn = new(1, 1);
    private readonly SemaphoreSlim _signal = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _scheduleLock = new();
    private Schedule? _schedule;
    private ChangeWatch? _watch;
    private Task _loop = Task.CompletedTask;
    private Task _monitor = Task.CompletedTask;
    private string _problem = "";

    public SyncEngine(
        SyncSettings settings, IStateMachine stateMachine, PauseBook pause, RunBook book, IEventBus events, IFaultReporter faults, ILogger log, TimeProvider time)
    {
        _settings = settings;
        _stateMachine = stateMachine;
        _events = events;
        _faults = faults;
        _log = log;
        _time = time;
        _pause = pause;
        _book = book;
        _terms = new TermBook(stateMachine, settings.Folder);
        _door = new PeerDoor(settings, OpenCertificates(settings));
        _calls = new PeerCalls(_door);
        _rsync = settings.SystemdUnit.Length > 0 ? new SystemdRsync(settings, log) : new RsyncDaemon(settings, log);
        _runner = new SetRunner(settings, _door, _calls, _terms, pause, book, log, time);
        _desk = new SourceDesk(settings, _terms, () => _rsync, () => pause.Reasons, run => book.AddAsync(run, alerts: false, CancellationToken.None), log, time);
        _listener = new PeerListener(settings, _door, AnswerAsync, log);
    }

    public SyncSettings Settings => _settings;

    /// <summary>What keeps it from working; empty when nothing does.</summary>
    public string Problem => _door.Problem ?? _problem;

    private bool IsPrimary => _stateMachine.GetCurrentState() == NodeState.Primary;

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Begins.</summary>
    /// <exception cref="HamgmException">The port cannot be had.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_settings.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var left in Directory.EnumerateDirectories(_settings.Folder, "run-*"))
        {
            Directory.Delete(left, recursive: true);
        }

        _listener.Start();
        foreach (var set in _settings.Sets)
        {
            await _book.RecallAsync(set.Name, cancellationToken);
        }

        await ApplyRoleAsync(cancellationToken);
        _loop = Begin(RunScheduleAsync);
        _monitor = Begin(MonitorAsync);
    }

    // What nobody foresaw is the supervisor's.
    private Task Begin(Func<CancellationToken, Task> run)
    {
        var running = Task.Run(() => run(_stopping.Token), CancellationToken.None);
        running.ContinueWith(
            failed => _faults.Report(failed.Exception!.InnerException!),
            CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return running;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _runner.StopAsync();
        await _listener.DisposeAsync();
        await Task.WhenAll(_loop, _monitor).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _watch?.Dispose();
        await _rsync.DisposeAsync();
        _runner.Dispose();
        _desk.Dispose();
        _book.Dispose();
        _roleTurn.Dispose();
        _signal.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Brings daemon, watch and schedule in line with this node's role and with what is paused.</summary>
    public async Task ApplyRoleAsync(CancellationToken cancellationToken)
    {
        await _roleTurn.WaitAsync(cancellationToken);
        try
        {
            var serves = IsPrimary && _pause.Reasons == SyncPauseReason.None;
            if (!serves)
            {
                _watch?.Dispose();
                _watch = null;
            }

            if (IsPrimary || _pause.Reasons != SyncPauseReason.None)
            {
                await _runner.StopAsync();
            }

            await ApplyToRsyncAsync(serves, cancellationToken);
            if (serves)
            {
                _watch ??= new ChangeWatch(_settings.Sets, TellChange, _log, _time);
            }

            lock (_scheduleLock)
            {
                _schedule = IsPrimary || _pause.Reasons != SyncPauseReason.None ? null : _schedule ?? new Schedule(_settings.Sets, Now);
            }

            _signal.Release();
        }
        finally
        {
            _roleTurn.Release();
        }
    }

    private async Task ApplyToRsyncAsync(bool serves, CancellationToken cancellationToken)
    {
        try
        {
            if (serves)
            {
                await _rsync.StartAsync(cancellationToken);
            }
            else if (_settings.SystemdUnit.Length == 0 || _pause.Reasons != SyncPauseReason.None)
            {
                // The distribution's service may have work of others: only a pause stops it.
                await _rsync.StopAsync(cancellationToken);
            }

            SetProblem("");
        }
        catch (RsyncException failed)
        {
            SetProblem(failed.Message);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // A full disk, most likely, in the middle of a change of roles: it must not take down with it what decides about the VIP.
            SetProblem($"What rsync needs under {_settings.Folder} cannot be written: {refused.Message.TrimEnd('.')}. Make room there, or give the service the right to write; it is tried again by itself.");
        }
    }

    // Told once, and once that it is over.
    private void SetProblem(string problem)
    {
        if (problem == _problem)
        {
            return;
        }

        _problem = problem;
        var isWrong = problem.Length > 0;
        if (isWrong)
        {
            _log.Error("rsync does not do what it should", ("error", problem));
        }

        _events.Publish(new AlertEvent(
            "sync_rsync", isWrong ? AlertSeverity.High : AlertSeverity.Info, isWrong ? "rsync does not do what it should" : "rsync does what it should again",
            isWrong ? problem : "rsync does what it should again.", "logic.sync") { Resolves = !isWrong });
    }

    private void TellChange(SyncSet set) => _ = TellChangeAsync(set);

    private async Task TellChangeAsync(SyncSet set)
    {
        try
        {
            await _calls.AskAsync(new SyncCall { Op = SyncCall.Changed, Set = set.Name }, ShortAnswer, _stopping.Token);
        }
        catch (Exception silent) when (silent is SyncPeerException or HamgmException or OperationCanceledException)
        {
            _log.Debug("the peer could not be told of a change; its schedule brings it", ("set", set.Name), ("error", silent.Message));
        }
    }

    private async Task RunScheduleAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await WaitAsync(cancellationToken);
                IReadOnlyList<(SyncSet Set, string Trigger)> due;
                lock (_scheduleLock)
                {
                    due = _schedule?.Due(Now) ?? [];
                }

                foreach (var (set, trigger) in due)
                {
                    await RunDueAsync(set, trigger, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The engine stops.
        }
    }

    private async Task RunDueAsync(SyncSet set, string trigger, CancellationToken cancellationToken)
    {
        // Nobody to fetch from is no failure: it is looked at again soon.
        var isPossible = _stateMachine.GetNodeStatus().PeerState == NodeState.Primary && !IsPrimary;
        if (isPossible)
        {
            await _runner.RunAsync(new RunOrder(set, trigger, Force: false, [], null), cancellationToken);
        }

        lock (_scheduleLock)
        {
            if (isPossible)
            {
                _schedule?.Done(set, Now);
            }
            else
            {
                _schedule?.Postpone(set, Now, TimeSpan.FromSeconds(5));
            }
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan? wait;
        lock (_scheduleLock)
        {
            wait = _schedule is { } schedule ? schedule.Next - Now : null;
        }

        if (wait is null)
        {
            await _signal.WaitAsync(cancellationToken);
        }
        else if (wait > TimeSpan.Zero)
        {
            // Not longer than a timer can count.
            await _signal.WaitAsync(wait.Value < TimeSpan.FromDays(1) ? wait.Value : TimeSpan.FromDays(1), cancellationToken);
        }
    }

    private void Hurry(SyncSet set, string trigger)
    {
        lock (_scheduleLock)
        {
            _schedule?.Hurry(set, Now, trigger);
        }

        _signal.Release();
    }

    private void Defer(SyncSet set)
    {
        lock (_scheduleLock)
        {
            _schedule?.Done(set, Now);
        }
    }

    private static TlsStore? OpenCertificates(SyncSettings settings)
    {
        try
        {
            return settings.Tls is { } files ? new TlsStore(files) : null;
        }
        catch (TlsException unusable)
        {
            throw new HamgmException(ErrorKind.Configuration, ErrorCodes.BadRequest, "thrift.tls", $"thrift.tls: {unusable.Message}", unusable);
        }
    }
}
