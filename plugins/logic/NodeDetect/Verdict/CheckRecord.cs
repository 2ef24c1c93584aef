using HAMgm.Contracts.Time;

namespace HAMgm.Logic.NodeDetect.Verdict;

/// <summary>What the runs of one check have come to. No clock in it: every instant is handed in.</summary>
internal sealed class CheckRecord(CheckPlan plan, MonotonicTime now)
{
    /// <summary>How long a failure counts against a check that flaps.</summary>
    public static readonly TimeSpan FlapMemory = TimeSpan.FromMinutes(10);

    private const int MaxDoublings = 3;
    private const int MostRise = 100;
    private readonly Queue<MonotonicTime> _falls = new();
    private int _streak;
    private CheckLevel _streakLevel;

    public CheckPlan Plan { get; set; } = plan;

    /// <summary>Where it stands, after rise and fall.</summary>
    public CheckLevel Level { get; private set; }

    /// <summary>What its last run gave; null before the first.</summary>
    public CheckOutcome? Last { get; private set; }

    public MonotonicTime LastRunAt { get; private set; }

    public TimeSpan LastDuration { get; private set; }

    public long Runs { get; private set; }

    public long Failures { get; private set; }

    /// <summary>Since when it has been at its level.</summary>
    public MonotonicTime Since { get; private set; } = now;

    /// <summary>True when its last run agrees with where it stands.</summary>
    public bool IsSettled => Last is not null && _streak == 0;

    /// <summary>What the operator was told last, by an alert.</summary>
    public CheckLevel Told { get; set; }

    /// <summary>
    /// Counts a run. A level changes to worse after <see cref="CheckPlan.Fall"/> worse runs in a row, to the mildest of them; to better
    /// after <see cref="RiseNeeded"/> better ones in a row, to the worst of them.
    /// </summary>
    /// <returns>True when the level changed.</returns>
    public bool Count(CheckOutcome outcome, TimeSpan duration, MonotonicTime now)
    {
        Note(outcome, duration, now);
        if (outcome.Level == Level)
        {
            _streak = 0;
            return false;
        }

        var worse = outcome.Level > Level;
        var sameDirection = _streak > 0 && _streakLevel > Level == worse;
        _streak = sameDirection ? _streak + 1 : 1;

        // The one nearest to where it stands: worse runs have all been at least as bad as it, better ones at least as good.
        _streakLevel = !sameDirection ? outcome.Level : worse ? Min(_streakLevel, outcome.Level) : Max(_streakLevel, outcome.Level);
        if (_streak < (worse ? Plan.Fall : RiseNeeded(now)))
        {
            return false;
        }

        if (worse && _streakLevel == CheckLevel.Unhealthy)
        {
            _falls.Enqueue(now);
        }

        Level = _streakLevel;
        Since = now;
        _streak = 0;
        return true;
    }

    /// <summary>Takes a run's words and figures without counting it.</summary>
    public void Note(CheckOutcome outcome, TimeSpan duration, MonotonicTime now)
    {
        Last = outcome;
        LastRunAt = now;
        LastDuration = duration;
        Runs++;
        Failures += outcome.Level == CheckLevel.Unhealthy ? 1 : 0;
    }

    /// <summary>Begins anew: it did not run for a while, and what it said before is of another time.</summary>
    public void Reset(MonotonicTime now)
    {
        Level = CheckLevel.Healthy;
        Last = null;
        Since = now;
        _streak = 0;
    }

    /// <summary>Forgets the runs that have not come to anything yet.</summary>
    public void ForgetStreak() => _streak = 0;

    /// <summary>
    /// Better runs that are needed now: rise, doubled for each further failure in the last ten minutes, up to eight times. What comes
    /// and goes must stay longer before it is believed.
    /// </summary>
    public int RiseNeeded(MonotonicTime now)
    {
        while (_falls.TryPeek(out var oldest) && (now - oldest > FlapMemory || _falls.Count > MaxDoublings + 1))
        {
            _falls.Dequeue();
        }

        return Math.Min(MostRise, Plan.Rise << Math.Max(0, _falls.Count - 1));
    }

    private static CheckLevel Min(CheckLevel left, CheckLevel right) => left < right ? left : right;

    private static CheckLevel Max(CheckLevel left, CheckLevel right) => left > right ? left : right;
}
