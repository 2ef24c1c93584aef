using System.Diagnostics.CodeAnalysis;

namespace HAMgm.Kernel.Loading;

/// <summary>The versions of Contracts that a plugin works with: <c>[0.1,0.2)</c>, <c>[0.1,0.3]</c>, or <c>0.1</c> for that and later.</summary>
/// <param name="Minimum">The lowest version.</param>
/// <param name="IncludesMinimum">False: only versions above it.</param>
/// <param name="Maximum">The highest version; null when there is no bound.</param>
/// <param name="IncludesMaximum">False: only versions below it.</param>
public sealed record VersionWindow(Version Minimum, bool IncludesMinimum, Version? Maximum, bool IncludesMaximum)
{
    /// <summary>Every version.</summary>
    public static VersionWindow Any { get; } = new(new Version(0, 0, 0, 0), true, null, false);

    /// <summary>Reads a window.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out VersionWindow? window)
    {
        window = null;
        if (Version.TryParse(text, out Version? single))
        {
            window = new VersionWindow(Pad(single), true, null, false);
            return true;
        }

        if (text.Length < 3 || text[0] is not ('[' or '(') || text[^1] is not (']' or ')'))
        {
            return false;
        }

        string[] ends = text[1..^1].Split(',');
        if (ends.Length != 2 || !Version.TryParse(ends[0].Trim(), out Version? minimum))
        {
            return false;
        }

        string end = ends[1].Trim();
        Version? maximum = null;
        if (end.Length > 0 && !Version.TryParse(end, out maximum))
        {
            return false;
        }

        window = new VersionWindow(Pad(minimum), text[0] == '[', maximum is null ? null : Pad(maximum), text[^1] == ']');
        return true;
    }

    /// <summary>Whether a version lies in the window.</summary>
    public bool Contains(Version version)
    {
        Version padded = Pad(version);
        int low = padded.CompareTo(Minimum);
        int high = Maximum is null ? -1 : padded.CompareTo(Maximum);
        return (IncludesMinimum ? low >= 0 : low > 0) && (IncludesMaximum ? high <= 0 : high < 0);
    }

    /// <summary>As a manifest writes it.</summary>
    public override string ToString() =>
        $"{(IncludesMinimum ? '[' : '(')}{Short(Minimum)},{(Maximum is null ? "" : Short(Maximum))}{(IncludesMaximum ? ']' : ')')}";

    private static string Short(Version version) => version.ToString(version.Revision > 0 ? 4 : version.Build > 0 ? 3 : 2);

    // System.Version takes 0.1 for less than 0.1.0; nobody who writes a manifest means that.
    private static Version Pad(Version version) =>
        new(version.Major, version.Minor, Math.Max(version.Build, 0), Math.Max(version.Revision, 0));
}
