using HAMgm.Linux.Nftables;

namespace HAMgm.Logic.VipControl.Gate;

/// <summary>Which gate <c>vip.gate</c> and this kernel give.</summary>
internal static class GateChoice
{
    internal static IVipGate Create(VipSettings settings)
    {
        if (!settings.WantsGate)
        {
            return new NoGate("off");
        }

        return VipGate.IsSupported(out string reason)
            ? new NftablesGate(settings.TableName, [.. settings.Addresses.Select(vip => vip.Address)])
            : new NoGate($"unavailable: {reason}");
    }
}
