using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Records;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Acts;
using HAMgm.Logic.Upgrade.Machine;
using HAMgm.Logic.Upgrade.Peer;
using HAMgm.Logic.Upgrade.State;

namespace HAMgm.Logic.Upgrade;

/// <summary>
/// Runs the machine: writes each state to the disk, tells the peer, the records and the operators, and only then acts. Only the node that
/// coordinates acts; the other keeps a copy.
/// </summary>
internal sealed class UpgradeRunner : IDisposable
{
    private static readonly TimeSpan MirrorTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly StateBook _book;
    private readonly UpgradeSettings _settings;
    private readonly IUpgradeActs _acts;
    private readonly PeerDesk _peer;
    private readonly IUpgradeRecords _records;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _signal = new(0);
    private readonly AlertTeller _alerts;
    private volatile CancellationTokenSource _act = new();
    private (Guid, long, long) _mirrored;
    private (Guid, long, long) _recorded;

    public UpgradeRunner(
        StateBook book, UpgradeSettings settings, IUpgradeActs acts, PeerDesk peer, IUpgradeRecords records, IEventBus events, ILogger log, TimeProvider time)
    {
        _book = book;
        _settings = settings;
        _acts = acts;
        _peer = peer;
        _records = records;
        _alerts = new AlertTeller(events);
        _log = log;
        _time = time;
    }

    /// <summary>The newest upgrade.</summary>
    public UpgradeRecord? Current => _book.Current;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private bool IsMine(UpgradeRecord upgrade) => upgrade.OwnerNodeId == _settings.NodeId;

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        _signal.Dispose();
    }

    /// <summary>Begins an upgrade, which has been judged on both nodes.</summary>
    /// <exception cref="HamgmException">Cluster/409: another one is not over; ServiceUnavailable: the disk refuses.</exception>
    public async Task BeginAsync(UpgradeRecord order, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            UpgradeErrors.RequireOver(_book.Current);
            await CommitAsync(UpgradeMachine.Begin(order, Math.Max(Now, (_book.Current?.StartUnixMs ?? 0) + 1)).Next, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }

        _signal.Release();
    }

    /// <summary>An operator's order. On the disk when this returns.</summary>
    /// <param name="input">Which.</param>
    /// <param name="takeOver">Whether this node is to coordinate from now on.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HamgmException">Cluster/409: not now.</exception>
    public async Task OrderAsync(UpgradeInput input, bool takeOver, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var state = _book.Current ?? throw UpgradeErrors.Conflict("There was no upgrade. 'hamgm-cli upgrade start' begins one.");
            if (takeOver && !IsMine(state))
            {
                // The generation fences the other one off: when it is back, it finds this state newer and keeps a copy only.
                _log.Warn("this node coordinates the upgrade from now on", ("upgrade", state.Id), ("before", state.OwnerNodeId));
                state = state with { OwnerNodeId = _settings.NodeId, Generation = state.Generation + 1 };
                input = input is UpgradeInput.CompleteOrdered && PhaseTable.Find(state.Phase) is not null ? new UpgradeInput.Restarted() : input;
            }

            var decision = UpgradeMachine.Decide(state, input, Now);
            if (decision.Refusal is { } refusal)
            {
                throw UpgradeErrors.Conflict(refusal);
            }

            await _act.CancelAsync();
            await CommitAsync(decision.Next, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }

        _signal.Release();
    }

    /// <summary>Takes up what an earlier life left: the upgrade goes on, or is rolled back, and its steps say which.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        if (_book.Current is not { } state)
        {
            return;
        }

        _alerts.Tell(IsMine(state) ? UpgradeAlerts.Of(state) : []);
        if (!IsMine(state) || PhaseTable.Find(state.Phase) is not { } rule)
        {
            return;
        }

        var decision = UpgradeMachine.Decide(state, new UpgradeInput.Restarted(), Now);
        _log.Warn(
            PhaseTable.IsRollBack(state.Phase) ? "a roll-back was interrupted; it goes on" : "an upgrade was interrupted; it goes on",
            ("upgrade", state.Id), ("step", rule.Step), ("phase", state.Phase));
        if (decision.Next.Revision != state.Revision)
        {
            await CommitAsync(decision.Next, cancellationToken);
        }
    }

    /// <summary>Acts until it is told to stop.</summary>
    /// <param name="ready">Completed when the pair can be reached.</param>
    /// <param name="stopping">Ends it; the act that is under way is repeated in the next life.</param>
    public async Task RunAsync(Task ready, CancellationToken stopping)
    {
        await ready.WaitAsync(stopping);
        await RecoverWithRetriesAsync(stopping);
        while (true)
        {
            if (_book.Current is { } state && IsMine(state) && PhaseTable.Find(state.Phase) is { } rule)
            {
                await StepAsync(state, rule, stopping);
            }
            else
            {
                await _signal.WaitAsync(stopping);
            }
        }
    }

    /// <summary>Takes over a state of the peer's, if it is newer.</summary>
    /// <returns>The newest one.</returns>
    public async Task<UpgradeRecord?> OfferAsync(UpgradeRecord? theirs, CancellationToken cancellationToken)
    {
        if (theirs is null || (_book.Current is { } mine && !StateBook.IsNewer(theirs, mine)))
        {
            return _book.Current;
        }

        // Not behind an act's commit, which may be waiting for this very peer.
        if (_book.TryWrite(theirs))
        {
            _log.Info("the upgrade is at", ("upgrade", theirs.Id), ("phase", theirs.Phase), ("owner", theirs.OwnerNodeId));
            await RecordAsync(theirs, cancellationToken);
            _alerts.Tell([]);
            _signal.Release();
        }

        return _book.Current;
    }

    /// <summary>Brings the peer and the records up to date, where that could not be done at once.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        if (_book.Current is { } state)
        {
            await MirrorAsync(state, cancellationToken);
            await RecordAsync(state, cancellationToken);
        }
    }

    private async Task RecoverWithRetriesAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                // What the other node decided meanwhile counts: it may have taken the coordination over.
                await CatchUpAsync(stopping);
                await RecoverAsync(stopping);
                return;
            }
            catch (HamgmException refused)
            {
                _log.Error("the upgrade cannot go on yet", ("error", refused.Message));
                await Task.Delay(RetryAfter, _time, stopping);
            }
        }
    }

    private async Task StepAsync(UpgradeRecord state, PhaseRule rule, CancellationToken stopping)
    {
        // Not disposed: an order may just be cancelling the one before.
        var act = _act = new CancellationTokenSource();
        if (_book.Current?.Revision != state.Revision)
        {
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, act.Token);
        ActOutcome outcome;
        try
        {
            outcome = await _acts.RunAsync(rule.Act, state, either.Token);
        }
        catch (OperationCanceledException) when (act.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            // An order has come in between.
            return;
        }
        catch (OperationCanceledException broken) when (!stopping.IsCancellationRequested)
        {
            outcome = ActOutcome.Failed($"it was broken off: {broken.Message} Complete again.");
        }

        await _turn.WaitAsync(stopping);
        try
        {
            if (_book.Current is { } now && (now.Id, now.Generation, now.Revision) == (state.Id, state.Generation, state.Revision))
            {
                await CommitAsync(UpgradeMachine.Decide(now, new UpgradeInput.Ended(outcome), Now).Next, stopping);
                Log(rule, state, outcome);
            }
        }
        catch (HamgmException refused)
        {
            // What cannot be written is not done: the act is repeated when the disk takes it.
            _log.Error("the upgrade cannot go on", ("error", refused.Message));
            await Task.Delay(RetryAfter, _time, stopping);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task CommitAsync(UpgradeRecord state, CancellationToken cancellationToken)
    {
        _book.TryWrite(state);
        _alerts.Tell(UpgradeAlerts.Of(state));
        await MirrorAsync(state, cancellationToken);
        await RecordAsync(state, cancellationToken);
    }

    // A courtesy: a peer that is just being replaced has it when it is back (CatchUpAsync).
    private async Task MirrorAsync(UpgradeRecord state, CancellationToken cancellationToken)
    {
        if (_mirrored == Mark(state))
        {
            return;
        }

        try
        {
            var reply = await _peer.AskAsync(new UpgradeCall { Op = UpgradeCall.Mirror, State = state }, MirrorTimeout, cancellationToken);
            _mirrored = Mark(state);
            await OfferAsync(reply.State, cancellationToken);
        }
        catch (HamgmException silent)
        {
            _log.Debug("the peer has no copy of the upgrade's newest state yet", ("error", silent.Message));
        }
    }

    private async Task RecordAsync(UpgradeRecord state, CancellationToken cancellationToken)
    {
        if (_recorded == Mark(state))
        {
            return;
        }

        try
        {
            await _records.SaveUpgradeAsync(state, _settings.NodeIps(), cancellationToken);
            _recorded = Mark(state);
        }
        catch (HamgmException refused)
        {
            // A history decides nothing.
            _log.Error("an upgrade could not be recorded; it is tried again", ("error", refused.Message));
        }
    }

    private void Log(PhaseRule rule, UpgradeRecord state, ActOutcome outcome)
    {
        LogField[] fields = [("upgrade", state.Id), ("step", rule.Step), ("result", outcome.Result), ("detail", outcome.Detail), ("next", _book.Current?.Phase)];
        if (outcome.Result is ActResult.Failed or ActResult.Conflict)
        {
            _log.Error("a step of the upgrade failed", fields);
        }
        else
        {
            _log.Info("a step of the upgrade is done", fields);
        }
    }

    private static (Guid, long, long) Mark(UpgradeRecord state) => (state.Id, state.Generation, state.Revision);
}
