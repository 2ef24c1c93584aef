using HAMgm.Contracts.Cluster;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Tests;

internal static class Plans
{
    public static CheckPlan Make(
        string id, int rise = 1, int fall = 1, int weight = 0, string[]? dependsOn = null, NodeState[]? roles = null,
        double intervalSeconds = 1, double timeoutSeconds = 1, bool isEventDriven = false) => new()
        {
            Id = id,
            Type = "test",
            Interval = TimeSpan.FromSeconds(intervalSeconds),
            Timeout = TimeSpan.FromSeconds(timeoutSeconds),
            Rise = rise,
            Fall = fall,
            Weight = weight,
            DependsOn = dependsOn ?? [],
            Roles = roles ?? [],
            IsEventDriven = isEventDriven,
            Signature = $"{rise} {fall} {weight} {intervalSeconds} {timeoutSeconds}",
        };
}
