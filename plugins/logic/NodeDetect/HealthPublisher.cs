using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Detection;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Time;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect;

/// <summary>Tells the decision core the verdict and the operator each check, when they change. Called under the runner's lock.</summary>
internal sealed class HealthPublisher(string nodeId, HealthLedger ledger, IStateMachine stateMachine, IEventBus events, ILogger log)
{
    /// <summary>How often the verdict is told anew when only its words have changed (91 % full, 92 % full).</summary>
    public static readonly TimeSpan WordsInterval = TimeSpan.FromSeconds(10);

    private MonotonicTime _saidAt;

    /// <summary>What the core was told last.</summary>
    public HealthVerdict Said { get; private set; } = HealthVerdict.AllWell;

    /// <summary>Looks at the ledger, and tells what is new.</summary>
    public void OnChanged(MonotonicTime now)
    {
        Tell(ledger.Judge(), now);
        foreach (var record in ledger.Records)
        {
            if (record.Told != record.Level && ledger.StateOf(record) is CheckState.Passing or CheckState.Degraded or CheckState.Failing)
            {
                Alert(record);
            }
        }
    }

    /// <summary>What is no more is told as well, if it was told that it fails.</summary>
    public void OnGone(IReadOnlyList<CheckRecord> gone)
    {
        foreach (var record in gone.Where(r => r.Told != CheckLevel.Healthy))
        {
            record.Told = CheckLevel.Healthy;
            events.Publish(HealthAlerts.Removed(nodeId, record.Plan));
        }
    }

    /// <summary>Takes the verdict back: nobody checks any more.</summary>
    public void Retract(MonotonicTime now) => Tell(HealthVerdict.AllWell, now);

    private void Tell(HealthVerdict verdict, MonotonicTime now)
    {
        var isNew = verdict.Key != Said.Key;
        if (!isNew && (verdict.Details == Said.Details || now - _saidAt < WordsInterval))
        {
            return;
        }

        Said = verdict;
        _saidAt = now;
        stateMachine.SetHealth(verdict.IsHealthy, -verdict.PriorityTaken, verdict.Details);
        if (isNew)
        {
            log.Info(
                verdict.IsHealthy ? "this node can serve" : "this node cannot serve",
                ("priorityTaken", verdict.PriorityTaken), ("checks", verdict.Details));
        }
    }

    private void Alert(CheckRecord record)
    {
        var alert = HealthAlerts.For(nodeId, record.Plan, record.Told, record.Level, record.Last?.Message ?? "");
        record.Told = record.Level;
        log.Info(alert.Title, ("check", record.Plan.Id), ("message", record.Last?.Message));
        events.Publish(alert);
    }
}
