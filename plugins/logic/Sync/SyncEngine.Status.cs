using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Sync;
using HAMgm.Logic.Sync.Peer;
using HAMgm.Logic.Sync.Runs;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync;

/// <content>Pausing and resuming, what rsync does, and the watch over it (spec/3).</content>
internal sealed partial class SyncEngine
{
    private static readonly TimeSpan RecordInterval = TimeSpan.FromHours(1);

    // What the peer has not heard yet, the last word for each reason.
    private readonly Dictionary<SyncPauseReason, bool> _untold = [];
    private SyncServiceStatus? _recorded;

    /// <summary>Pauses or resumes both nodes.</summary>
    public async Task<IReadOnlyList<SyncServiceStatus>> SetPausedAsync(SyncPauseReason reason, bool isPaused, CancellationToken cancellationToken)
    {
        await SetPausedHereAsync(reason, isPaused, cancellationToken);
        lock (_untold)
        {
            _untold[reason] = isPaused;
        }

        return [GetStatus(), await TellPauseAsync(reason, isPaused, cancellationToken)];
    }

    /// <summary>rsync on both nodes.</summary>
    public async Task<IReadOnlyList<SyncServiceStatus>> GetStatusesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var reply = await _calls.AskAsync(new SyncCall { Op = SyncCall.Status }, ShortAnswer, cancellationToken);
            return reply.ServiceStatus is { } status ? [GetStatus(), status] : [GetStatus()];
        }
        catch (Exception silent) when (silent is SyncPeerException or HamgmException)
        {
            return [GetStatus(), Unknown(silent.Message)];
        }
    }

    /// <summary>The sets as they stand here; asks nobody.</summary>
    public IReadOnlyList<SyncSetStatus> GetSets() => [.. _settings.Sets.Select(StatusOf)];

    /// <summary>rsync on this node, found out now.</summary>
    public SyncServiceStatus GetStatus()
    {
        var (reasons, pausedAt, resumedAt) = _pause.Read();
        var sets = GetSets();
        bool isScheduled;
        lock (_scheduleLock)
        {
            isScheduled = _schedule is not null;
        }

        var isRunning = IsPrimary ? _rsync.IsRunning : isScheduled;
        return new SyncServiceStatus(
            _settings.NodeId, _settings.NodeIp, IsPrimary, isRunning ? RsyncServiceState.Running : RsyncServiceState.Stopped, reasons,
            sets.Count > 0 ? sets.Max(set => set.LastSyncUnixMs) : 0, _settings.Sets.Count > 0 ? _settings.Sets.Min(set => set.Interval) : TimeSpan.Zero,
            pausedAt, resumedAt, Now.ToUnixTimeMilliseconds(), sets, Problem);
    }

    private async Task SetPausedHereAsync(SyncPauseReason reason, bool isPaused, CancellationToken cancellationToken)
    {
        bool isChanged;
        try
        {
            isChanged = _pause.Set(reason, isPaused, Now.ToUnixTimeMilliseconds());
        }
        catch (IOException refused)
        {
            throw new HamgmException(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, _settings.Folder, $"The pause cannot be noted: {refused.Message}", refused);
        }

        await ApplyRoleAsync(cancellationToken);
        if (!isChanged)
        {
            return;
        }

        var status = GetStatus();
        if (status.Paused == SyncPauseReason.None && !IsPrimary)
        {
            foreach (var set in _settings.Sets)
            {
                if (reason == SyncPauseReason.Upgrade)
                {
                    // spec/3: after a roll-back nothing is copied, and otherwise the coordinator orders it once it has looked for conflicts. At
                    // once: the schedule that has just begun makes every set due in seconds, and the record may have to wait for the peer.
                    Defer(set);
                }
                else
                {
                    Hurry(set, "resume");
                }
            }
        }

        _log.Info(isPaused ? "synchronising is paused" : "a reason for the pause was lifted", ("reason", reason), ("left", status.Paused), ("rsync", status.State));
        _events.Publish(new SyncPauseChangedEvent(status));
        await RecordAsync(status, cancellationToken);
    }

    private async Task<SyncServiceStatus> TellPauseAsync(SyncPauseReason reason, bool isPaused, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await _calls.AskAsync(
                new SyncCall { Op = isPaused ? SyncCall.Pause : SyncCall.Resume, Reason = reason }, ShortAnswer, cancellationToken);
            lock (_untold)
            {
                if (_untold.TryGetValue(reason, out var untold) && untold == isPaused)
                {
                    _untold.Remove(reason);
                }
            }

            return reply.ServiceStatus ?? Unknown("it did not say");
        }
        catch (Exception silent) when (silent is SyncPeerException or HamgmException)
        {
            return Unknown($"It could not be told, and will be when it is reachable: {silent.Message}");
        }
    }

    private async Task MonitorAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await CheckAsync(cancellationToken);
                await Task.Delay(_settings.MonitorInterval, _time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The engine stops.
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        var status = GetStatus();
        if (status.IsPrimary && status.Paused == SyncPauseReason.None && status.State == RsyncServiceState.Stopped)
        {
            // It should run: a port that was in use may be free by now.
            await ApplyRoleAsync(cancellationToken);
            status = GetStatus();
        }

        var isUnwanted = status.IsPrimary && status.Paused != SyncPauseReason.None && status.State == RsyncServiceState.Running;
        if (isUnwanted)
        {
            // spec/3: somebody may need it; it is reported and left alone.
            SetProblem($"rsync runs although synchronising is paused ({status.Paused.ToString().ToUpperInvariant()}). It was left alone: stop it if it is not meant to run.");
        }

        KeyValuePair<SyncPauseReason, bool>[] untold;
        lock (_untold)
        {
            untold = [.. _untold];
        }

        foreach (var (reason, isPaused) in untold)
        {
            await TellPauseAsync(reason, isPaused, cancellationToken);
        }

        await RecordAsync(status, cancellationToken);
        try
        {
            KeptCopies.Prune(_settings.Folder, Now - _settings.KeepCopies);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            _log.Warn("old copies cannot be removed", ("folder", _settings.Folder), ("reason", refused.Message));
        }
    }

    // What is as it was is recorded once an hour.
    private async Task RecordAsync(SyncServiceStatus status, CancellationToken cancellationToken)
    {
        var isNews = _recorded is not { } before
            || (before.State, before.Paused, before.IsPrimary) != (status.State, status.Paused, status.IsPrimary)
            || status.CheckedAtUnixMs - before.CheckedAtUnixMs >= RecordInterval.TotalMilliseconds;
        if (!isNews)
        {
            return;
        }

        _recorded = status;
        var id = Guid.NewGuid();
        await _book.AddStatusAsync(id, status, cancellationToken);
        try
        {
            await _calls.AskAsync(new SyncCall { Op = SyncCall.Record, RecordId = id, ServiceStatus = status with { Sets = [] } }, ShortAnswer, cancellationToken);
        }
        catch (Exception silent) when (silent is SyncPeerException or HamgmException)
        {
            _log.Debug("the peer has no copy of a status record", ("error", silent.Message));
        }
    }

    private SyncSetStatus StatusOf(SyncSet set)
    {
        var (phase, total, done) = _runner.ProgressOf(set.Name).Read();
        var last = _book.Last(set.Name);
        var checksum = IsPrimary ? _desk.ChecksumOf(set.Name) : "";
        return new SyncSetStatus(
            set.Name, set.Kind, phase, total, done, checksum.Length > 0 ? checksum : last?.ChecksumAfter ?? "",
            [.. last?.Files.Where(file => file.Action == "conflict").Select(file => file.Path) ?? []], _book.InStepAt(set.Name), last?.ErrorMessage ?? "");
    }

    private SyncServiceStatus Unknown(string why) => new(
        _settings.PeerId, _settings.PeerIp, false, RsyncServiceState.Unknown, SyncPauseReason.None, 0, TimeSpan.Zero, 0, 0, Now.ToUnixTimeMilliseconds(), [], why);
}
