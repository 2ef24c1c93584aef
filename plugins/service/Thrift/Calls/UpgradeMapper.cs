using HAMgm.Contracts.Upgrades;
using Idl = HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>Makes the IDL's structures out of what logic.upgrade knows.</summary>
internal static class UpgradeMapper
{
    public static Idl.UpgradeInfo ToIdl(UpgradeRecord upgrade)
    {
        var mapped = new Idl.UpgradeInfo(
            upgrade.Id.ToString(), upgrade.StatusName, upgrade.Phase.ToString(),
            upgrade.Mode.ToString().ToUpperInvariant(), upgrade.FromVersion, upgrade.ToVersion, upgrade.OwnerNodeId, upgrade.StartedBy, upgrade.StartUnixMs,
            [.. upgrade.Steps.Select(ToIdl)]);
        if (upgrade.PackagePath.Length > 0)
        {
            mapped.PackagePath = upgrade.PackagePath;
        }

        if (upgrade.EndUnixMs > 0)
        {
            mapped.EndTime = upgrade.EndUnixMs;
        }

        if (upgrade.Problem.Length > 0)
        {
            mapped.Problem = upgrade.Problem;
        }

        return mapped;
    }

    private static Idl.UpgradeStep ToIdl(UpgradeStep step)
    {
        var mapped = new Idl.UpgradeStep(step.Number, step.Name, step.NodeId, step.Status.ToString().ToUpperInvariant(), step.StartUnixMs);
        if (step.EndUnixMs > 0)
        {
            mapped.EndTime = step.EndUnixMs;
        }

        if (step.Detail.Length > 0)
        {
            mapped.Detail = step.Detail;
        }

        return mapped;
    }
}
