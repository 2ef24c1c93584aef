using System.Globalization;
using System.Text;

namespace HAMgm.Scripts;

/// <summary>What a script is called when it does not say so: after its file and the folder that it lies in.</summary>
internal static class ScriptNames
{
    private const int DefaultOrder = 50;

    // Notes, data and what editors and package managers leave behind.
    private static readonly string[] Ignored =
        [".md", ".txt", ".json", ".yaml", ".yml", ".conf", ".bak", ".orig", ".old", ".new", ".tmp", ".swp", ".rej", ".dpkg-old", ".dpkg-new", ".dpkg-dist", ".dpkg-tmp", ".rpmsave", ".rpmnew", ".disabled"];

    /// <summary>Whether a file in a scripts folder is meant to be a script.</summary>
    public static bool IsScript(string fileName) =>
        fileName.Length > 0
        && fileName[0] is not ('.' or '#' or '_')
        && fileName[^1] != '~'
        && !Ignored.Contains(Path.GetExtension(fileName), StringComparer.OrdinalIgnoreCase);

    /// <summary>The id of a file: <c>health.disk-space</c> for health/disk_space.js.</summary>
    public static string IdOf(string path)
    {
        string folder = Path.GetFileName(Path.GetDirectoryName(path)) ?? "";
        return $"{Word(folder, "script")}.{Word(Path.GetFileNameWithoutExtension(path), "unnamed")}";
    }

    /// <summary>The order of a hook: the number that its file's name begins with, else 50.</summary>
    public static int OrderOf(string path)
    {
        ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
        int digits = 0;
        while (digits < name.Length && digits < 4 && char.IsAsciiDigit(name[digits]))
        {
            digits++;
        }

        return digits > 0 ? int.Parse(name[..digits], NumberStyles.None, CultureInfo.InvariantCulture) : DefaultOrder;
    }

    /// <summary>Whether the worker itself runs a file.</summary>
    public static bool IsJavaScript(string path) => Path.GetExtension(path).Equals(".js", StringComparison.OrdinalIgnoreCase);

    private static string Word(string text, string otherwise)
    {
        var word = new StringBuilder();
        foreach (char letter in text)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                word.Append(char.ToLowerInvariant(letter));
            }
            else if (word.Length > 0 && word[^1] != '-')
            {
                word.Append('-');
            }
        }

        string made = word.ToString().Trim('-');
        return made.Length == 0 ? otherwise : made.Length > 48 ? made[..48].TrimEnd('-') : made;
    }
}
