namespace HAMgm.Logic.Upgrade.Installing;

/// <summary>Compares the version of a package with the one that a node says it has.</summary>
internal static class VersionText
{
    /// <summary>Whether they mean the same program: a package's epoch, its own revision (<c>1:1.2.0-3</c>) and build data do not count.</summary>
    /// <param name="node">What the node says.</param>
    /// <param name="wanted">What the upgrade is to.</param>
    public static bool IsSame(string node, string wanted)
    {
        var (here, there) = (Bare(node), Bare(wanted));
        return here.Length > 0 && (here == there || there.StartsWith(here + "-", StringComparison.Ordinal));
    }

    private static string Bare(string version)
    {
        var text = version.Trim();
        text = text.StartsWith('v') ? text[1..] : text;
        text = text.IndexOf(':', StringComparison.Ordinal) is > 0 and var epoch ? text[(epoch + 1)..] : text;
        return text.IndexOf('+', StringComparison.Ordinal) is >= 0 and var build ? text[..build] : text;
    }
}
