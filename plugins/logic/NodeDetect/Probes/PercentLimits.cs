using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>From which share on something is degraded, and fails.</summary>
/// <param name="Max">More than this many percent is a failure.</param>
/// <param name="Warn">More than this is degraded; null: nothing is.</param>
internal readonly record struct PercentLimits(int Max, int? Warn)
{
    public CheckLevel Judge(double percent) =>
        percent > Max ? CheckLevel.Unhealthy : percent > Warn ? CheckLevel.Degraded : CheckLevel.Healthy;
}
