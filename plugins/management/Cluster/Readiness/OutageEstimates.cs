using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>
/// How long the VIP would be away, from the settings: the expected values are what the system tests measure, the worst ones the
/// bounds that they hold (docs/performance.md), as multiples of T where they scale with it.
/// </summary>
internal static class OutageEstimates
{
    private static readonly TimeSpan ShortestGuard = TimeSpan.FromMilliseconds(200);

    // An address lifetime ends up to 1.25 s late (safety-rules.md R11).
    private static readonly TimeSpan KernelLateness = TimeSpan.FromMilliseconds(1250);

    public static IReadOnlyList<OutageEstimate> Of(ReadinessFacts facts, NodeDetail? primary, IReadOnlyList<ReadinessItem> items)
    {
        var blocking = items.Where(item => item.Level == ReadinessLevel.Blocks).Select(item => item.Code).ToList();
        var unasked = blocking.Count == 0;
        var asked = blocking.All(code => code == "auto-switch-off");
        var t = facts.Timeout;
        var guard = t > ShortestGuard ? t : ShortestGuard;
        var gated = primary is null || primary.Vip.Gate == "nftables";
        var kernel = primary is { Vip.KernelLease: var lease } && lease > TimeSpan.Zero ? lease + KernelLateness : KernelLateness;
        return
        [
            Make("switch", asked, Ms(10), Ms(20)),
            Make("service-killed", unasked, Ms(60), Ms(150)),
            Make("service-frozen", unasked, guard, guard + Ms(150)),
            Make("host-lost", unasked, t + Ms(20), t + Ms(50)),
            gated ? Make("node-frozen", unasked, t + Ms(40), t * 2) : Make("node-frozen", unasked, kernel + t, kernel + (t * 2)),
        ];
    }

    private static OutageEstimate Make(string fault, bool possible, TimeSpan expected, TimeSpan worst) =>
        possible ? new OutageEstimate(fault, expected, worst) : new OutageEstimate(fault, null, null);

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
