using System.IO.Enumeration;

namespace HAMgm.Logic.Sync.Settings;

/// <summary>
/// What is left out of a set. A pattern without a slash is compared with each name on the way (<c>*.tmp</c>, <c>cache</c>); one with a
/// slash with the path below the set's directory (<c>log/*.gz</c>). <c>*</c> stands for anything, <c>?</c> for one character.
/// </summary>
internal sealed class PathFilter(IReadOnlyList<string> patterns)
{
    /// <summary>Beginning of the names of what this plugin itself puts beside the files.</summary>
    public const string Own = ".hamgm-sync";

    private readonly string[] _names = [.. patterns.Where(pattern => !pattern.Contains('/', StringComparison.Ordinal))];
    private readonly string[] _paths = [.. patterns.Where(pattern => pattern.Contains('/', StringComparison.Ordinal)).Select(pattern => pattern.Trim('/'))];

    /// <summary>Whether something is left out, and everything below it.</summary>
    /// <param name="relativePath">Below the set's directory, with slashes.</param>
    public bool IsExcluded(string relativePath)
    {
        var name = relativePath.AsSpan(relativePath.LastIndexOf('/') + 1);
        if (name.StartsWith(Own, StringComparison.Ordinal))
        {
            return true;
        }

        foreach (var pattern in _names)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
            {
                return true;
            }
        }

        foreach (var pattern in _paths)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, relativePath, ignoreCase: false))
            {
                return true;
            }
        }

        return false;
    }
}
