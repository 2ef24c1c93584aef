using System.Globalization;
using System.Text;

namespace HAMgm.SystemTests;

/// <summary>What the switch refuses to forward, as one nftables table of the bridge family that is replaced in one step.</summary>
internal sealed class SwitchRules
{
    private readonly HashSet<string> rules = [];

    /// <summary>Nothing that comes from this host is forwarded.</summary>
    public void DropFrom(LabHost host) => rules.Add($"iifname \"{host.Port}\" drop");

    /// <summary>Nothing is forwarded to this host.</summary>
    public void DropTo(LabHost host) => rules.Add($"oifname \"{host.Port}\" drop");

    /// <summary>Nothing is forwarded from one host to another.</summary>
    public void DropBetween(LabHost from, LabHost to) => rules.Add($"iifname \"{from.Port}\" oifname \"{to.Port}\" drop");

    /// <summary>That share of the frames from and to the host is lost at random.</summary>
    public void Lose(LabHost host, int percent)
    {
        foreach (string side in (string[])["iifname", "oifname"])
        {
            rules.Add(string.Create(CultureInfo.InvariantCulture, $"{side} \"{host.Port}\" numgen random mod 100 < {percent} drop"));
        }
    }

    /// <summary>Everything is forwarded.</summary>
    public void Clear() => rules.Clear();

    /// <summary>The script for <c>nft -f -</c>.</summary>
    public string Render()
    {
        StringBuilder script = new("table bridge lab\ndelete table bridge lab\n");
        if (rules.Count > 0)
        {
            script.Append("table bridge lab {\n  chain forward {\n    type filter hook forward priority 0; policy accept;\n");
            foreach (string rule in rules)
            {
                script.Append("    ").Append(rule).Append('\n');
            }

            script.Append("  }\n}\n");
        }

        return script.ToString();
    }
}
