namespace HAMgm.Architecture.Tests;

/// <summary>The source tree that the tests judge.</summary>
internal static class Repository
{
    private static readonly string[] Skipped = ["bin", "obj", ".git", "artifacts", "TestResults"];

    /// <summary>Full path of the folder with the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Hand-written product code: no tests, nothing that a generator wrote.</summary>
    public static IEnumerable<SourceFile> ProductSources() =>
        Files("*.cs")
            .Where(path => !path.StartsWith("tests/", StringComparison.Ordinal) && !IsForAuthors(path))
            .Where(path => !path.StartsWith("thrift/HAMgm.Thrift.Generated/", StringComparison.Ordinal))
            .Where(path => !path.EndsWith(".g.cs", StringComparison.Ordinal))
            .Select(path => new SourceFile(path));

    /// <summary>What plugin authors begin with: built outside the tree, by tests, as they do it.</summary>
    public static bool IsForAuthors(string path) =>
        path.StartsWith("templates/", StringComparison.Ordinal) || path.StartsWith("samples/", StringComparison.Ordinal);

    /// <summary>Files by pattern, as paths from the root with forward slashes, in order.</summary>
    public static IEnumerable<string> Files(string pattern) => Walk(Root, pattern)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    /// <summary>Folders of plugins: those with a project under plugins/&lt;layer&gt;/, libraries apart.</summary>
    public static IEnumerable<string> PluginFolders() => Files("*.csproj")
        .Where(path => path.StartsWith("plugins/", StringComparison.Ordinal) && !path.EndsWith("HAMgm.Logic.Core.csproj", StringComparison.Ordinal))
        .Select(path => Path.GetDirectoryName(path)!);

    private static IEnumerable<string> Walk(string folder, string pattern)
    {
        foreach (string file in Directory.GetFiles(folder, pattern))
        {
            yield return file;
        }

        foreach (string child in Directory.GetDirectories(folder).Where(child => !Skipped.Contains(Path.GetFileName(child))))
        {
            foreach (string file in Walk(child, pattern))
            {
                yield return file;
            }
        }
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "HAMgm.Kernel.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("the tests must run from inside the source tree");
    }
}
