using System.Xml.Linq;

namespace HAMgm.Architecture.Tests;

/// <summary>One project and what its file references.</summary>
internal sealed class ProjectFile
{
    private readonly XDocument _xml;

    public ProjectFile(string path)
    {
        Path = path;
        _xml = XDocument.Load(System.IO.Path.Combine(Repository.Root, path));
    }

    public string Path { get; }

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    public bool IsPlugin => Path.StartsWith("plugins/", StringComparison.Ordinal) && Name != "HAMgm.Logic.Core";

    /// <summary>Names of the projects that it references.</summary>
    public IReadOnlyList<string> Projects =>
        [.. Includes("ProjectReference").Select(include => System.IO.Path.GetFileNameWithoutExtension(include.Replace('\\', '/')))];

    /// <summary>Packages that go into its output; analyzers and the like do not.</summary>
    public IReadOnlyList<string> Packages =>
        [.. _xml.Descendants("PackageReference").Where(e => (string?)e.Attribute("PrivateAssets") != "all").Select(e => (string?)e.Attribute("Include")).OfType<string>()];

    /// <summary>Assemblies by file: a way around the table.</summary>
    public IReadOnlyList<string> Assemblies => Includes("Reference");

    public static IEnumerable<ProjectFile> All() => Repository.Files("*.csproj").Where(path => !Repository.IsForAuthors(path)).Select(path => new ProjectFile(path));

    private IReadOnlyList<string> Includes(string element) =>
        [.. _xml.Descendants(element).Select(e => (string?)e.Attribute("Include")).OfType<string>()];
}
