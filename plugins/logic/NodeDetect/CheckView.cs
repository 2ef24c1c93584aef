using HAMgm.Contracts.Detection;
using HAMgm.Contracts.Time;
using HAMgm.Logic.NodeDetect.Running;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect;

/// <summary>A check as operators see it.</summary>
internal static class CheckView
{
    public static CheckStatus Of(Check check, HealthLedger ledger, MonotonicTime now, DateTimeOffset utcNow)
    {
        var record = check.Record;
        long UnixMs(MonotonicTime at) => (utcNow - (now - at)).ToUnixTimeMilliseconds();
        return new CheckStatus(
            record.Plan.Id,
            record.Plan.Type,
            ledger.StateOf(record),
            record.Last?.Message ?? "",
            record.Last?.Metrics ?? new Dictionary<string, double>(),
            record.Plan.Weight,
            record.Plan.DependsOn,
            UnixMs(record.Since),
            record.Last is null ? 0 : UnixMs(record.LastRunAt),
            record.LastDuration,
            record.Runs,
            record.Failures,
            check is { IsHung: true, RunningSince: { } since } ? now - since - record.Plan.Timeout : null);
    }
}
