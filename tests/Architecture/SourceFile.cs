using System.Text.RegularExpressions;

namespace HAMgm.Architecture.Tests;

/// <summary>One source file, read as far as the tidy rules need it.</summary>
internal sealed partial class SourceFile
{
    private readonly string _text;

    public SourceFile(string path)
        : this(path, File.ReadAllText(System.IO.Path.Combine(Repository.Root, path)))
    {
    }

    public SourceFile(string path, string text)
    {
        Path = path;
        _text = text;
        Code = CodeStripper.Strip(text);
    }

    /// <summary>Path from the repository's root.</summary>
    public string Path { get; }

    /// <summary>The code without comments and without the contents of literals; lines stay where they are.</summary>
    public string Code { get; }

    public string Text => _text;

    public int LineCount => _text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    /// <summary>Names of the public types that are not nested in another; parts of one type count once.</summary>
    public IReadOnlyList<string> PublicTypes()
    {
        // Deeper than the namespace's own braces is inside of a type.
        int namespaceDepth = BlockNamespace().IsMatch(Code) ? 1 : 0;
        var depths = new int[Code.Length + 1];
        for (int i = 0, depth = 0; i < Code.Length; i++)
        {
            depths[i] = depth;
            depth += Code[i] switch { '{' => 1, '}' => -1, _ => 0 };
        }

        return [.. PublicType().Matches(Code)
            .Where(match => depths[match.Index] <= namespaceDepth)
            .Select(match => match.Groups["name"].Value + match.Groups["generic"].Value)
            .Distinct()];
    }

    /// <summary>Lines with a match, 1-based.</summary>
    public static IEnumerable<int> LinesMatching(Regex regex, string text) =>
        regex.Matches(text).Select(match => text.AsSpan(0, match.Index).Count('\n') + 1);

    [GeneratedRegex(@"^\s*namespace\s+[\w.]+\s*\{", RegexOptions.Multiline)]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"(?<![\w.])public\s+(?:(?:static|sealed|abstract|partial|readonly|unsafe|ref|new)\s+)*(?:record\s+struct|record\s+class|class|struct|interface|enum|record|delegate\s+[\w<>\[\],.? ]+?)\s+(?<name>\w+)\s*(?<generic><[^>(]*>)?")]
    private static partial Regex PublicType();
}
