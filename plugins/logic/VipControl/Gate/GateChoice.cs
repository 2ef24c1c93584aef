using HAMgm.Linux.Nftables;

namespace HAMgm.Logic.VipControl.Gate;

/// <summary>Which gate <c>vip.provider</c>, <c>vip.gate</c> and this kernel give.</summary>
/// <param name="TableName">Of the nftables gate; empty without one.</param>
/// <param name="Status"><c>nftables</c>, <c>off</c>, or <c>unavailable: reason</c>.</param>
internal sealed record GateChoice(string TableName, string Status)
{
    /// <summary>Whether there should be one, and there is none.</summary>
    internal bool IsUnavailable => TableName.Length == 0 && Status != Off;

    private const string Off = "off";

    /// <summary>Before anything was decided.</summary>
    internal static GateChoice None { get; } = new("", Off);

    /// <summary>Asks the kernel whether it carries a gate, when one is wanted.</summary>
    internal static GateChoice Make(VipSettings settings)
    {
        if (settings.IsSimulated || !settings.WantsGate)
        {
            return None;
        }

        return VipGate.IsSupported(out string reason)
            ? new GateChoice(settings.TableName, "nftables")
            : new GateChoice("", $"unavailable: {reason}");
    }

    /// <summary>Opens it; installs nothing yet.</summary>
    internal IVipGate Open(VipSettings settings) => TableName.Length > 0
        ? new NftablesGate(TableName, [.. settings.Addresses.Select(vip => vip.Address)])
        : new NoGate();
}
