namespace HAMgm.Logic.NodeDetect.Verdict;

/// <summary>How well one run went; the worse one is the greater number.</summary>
internal enum CheckLevel
{
    Healthy = 0,
    Degraded = 1,
    Unhealthy = 2,
}
