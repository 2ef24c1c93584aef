using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Detection;
using HAMgm.Contracts.Time;

namespace HAMgm.Logic.NodeDetect.Verdict;

/// <summary>
/// All checks of a node, what their runs have come to, and the one verdict over them. No clock, no thread, no input or output in it; whoever
/// holds it calls it from one thread at a time.
/// </summary>
internal sealed class HealthLedger
{
    private const int MostTaken = 254;
    private const int MaxReasons = 8;
    private readonly Dictionary<string, CheckRecord> _byId = new(StringComparer.Ordinal);
    private CheckRecord[] _records = [];
    private Dictionary<string, CheckRecord[]> _dependencies = new(StringComparer.Ordinal);
    private NodeState _role;

    /// <summary>All checks, in the order of the configuration.</summary>
    public IReadOnlyList<CheckRecord> Records => _records;

    /// <summary>What is odd about the dependencies: unknown ones and circles, which do not count.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    public CheckRecord? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// Takes a new set of checks. One of the same id and kind stays where it stands; when its settings have changed, runs that have
    /// not come to anything are forgotten.
    /// </summary>
    /// <returns>Those that are no more.</returns>
    public IReadOnlyList<CheckRecord> Configure(IReadOnlyList<CheckPlan> plans, MonotonicTime now)
    {
        var next = new List<CheckRecord>();
        foreach (var plan in plans)
        {
            if (_byId.Remove(plan.Id, out var known) && known.Plan.Type == plan.Type)
            {
                if (known.Plan.Signature != plan.Signature)
                {
                    known.ForgetStreak();
                }

                known.Plan = plan;
                next.Add(known);
            }
            else
            {
                next.Add(new CheckRecord(plan, now));
            }
        }

        var gone = _byId.Values.ToArray();
        _records = [.. next];
        _byId.Clear();
        foreach (var record in _records)
        {
            _byId.Add(record.Plan.Id, record);
        }

        var problems = new List<string>();
        _dependencies = DependencyGraph.Resolve(_byId, problems);
        Problems = problems;
        return gone;
    }

    /// <summary>Takes this node's state. A check that has not run in the old one and does in the new one begins anew.</summary>
    public void SetRole(NodeState role, MonotonicTime now)
    {
        var before = _role;
        _role = role;
        foreach (var record in _records.Where(r => !r.Plan.RunsIn(before) && r.Plan.RunsIn(role)))
        {
            record.Reset(now);
        }
    }

    /// <summary>Counts a run.</summary>
    /// <returns>True when the verdict, or its words, may have changed.</returns>
    public static bool Count(CheckRecord record, CheckOutcome outcome, TimeSpan duration, MonotonicTime now)
    {
        var words = record.Last?.Message;

        // What the operator was told may be of before a change of role, in which it began anew.
        return record.Count(outcome, duration, now) || record.Told != record.Level || (record.Level != CheckLevel.Healthy && words != outcome.Message);
    }

    /// <summary>Whether a check runs now: in this state, and nothing that it depends on has failed.</summary>
    public bool MayRun(CheckRecord record) => record.Plan.RunsIn(_role) && !IsBlocked(record);

    /// <summary>Where a check stands.</summary>
    public CheckState StateOf(CheckRecord record) =>
        !record.Plan.RunsIn(_role) ? CheckState.Inactive
        : IsBlocked(record) ? CheckState.Blocked
        : record.Level switch
        {
            CheckLevel.Unhealthy => CheckState.Failing,
            CheckLevel.Degraded => CheckState.Degraded,
            _ => record.Last is null ? CheckState.Pending : CheckState.Passing,
        };

    /// <summary>The verdict over those that count.</summary>
    public HealthVerdict Judge()
    {
        var bad = _records
            .Where(r => r.Level != CheckLevel.Healthy && MayRun(r))
            .OrderByDescending(r => r.Level).ThenBy(r => r.Plan.Weight > 0)
            .ToArray();
        if (bad.Length == 0)
        {
            return HealthVerdict.AllWell;
        }

        var taken = Math.Min(MostTaken, bad.Sum(PriorityTakenBy));
        var reasons = bad.Take(MaxReasons).Select(r => $"{r.Plan.Id} {Word(r.Level)}: {r.Last?.Message}");
        var more = bad.Length > MaxReasons ? $"; and {bad.Length - MaxReasons} more" : "";
        return new HealthVerdict(
            !bad.Any(r => r.Level == CheckLevel.Unhealthy && r.Plan.Weight == 0),
            taken,
            string.Join("; ", reasons) + more + (taken > 0 ? $" (priority -{taken})" : ""),
            string.Join(' ', bad.Select(r => $"{r.Plan.Id}={r.Level}/{r.Plan.Weight}")));
    }

    /// <summary>All of its weight when it has failed, half of it (rounded up) when it is degraded.</summary>
    private static int PriorityTakenBy(CheckRecord record) =>
        record.Level == CheckLevel.Unhealthy ? record.Plan.Weight : (record.Plan.Weight + 1) / 2;

    private static string Word(CheckLevel level) => level == CheckLevel.Unhealthy ? "fails" : "is degraded";

    private bool IsBlocked(CheckRecord record)
    {
        foreach (var needed in _dependencies[record.Plan.Id])
        {
            if (needed.Plan.RunsIn(_role) && (needed.Level == CheckLevel.Unhealthy || IsBlocked(needed)))
            {
                return true;
            }
        }

        return false;
    }
}
