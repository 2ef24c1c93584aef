namespace HAMgm.Architecture.Tests;

/// <summary>Who may reference whom: the table of docs/design.md section 2.</summary>
[TestClass]
public sealed class ReferenceTableTests
{
    private const string Contracts = "HAMgm.Contracts";
    private const string LogicCore = "HAMgm.Logic.Core";
    private const string Kernel = "HAMgm.Kernel";
    private const string Linux = "HAMgm.Linux";
    private const string Runtime = "Thrift.Runtime";
    private const string Generated = "HAMgm.Thrift.Generated";
    private const string Tls = "HAMgm.Tls";

    private static readonly Dictionary<string, Row> Table = new()
    {
        [Contracts] = new([], ["System.Composition.AttributedModel"]),
        [LogicCore] = new([Contracts], []),
        [Kernel] = new([Contracts], ["System.Composition"]),
        [Linux] = new([], []),
        [Runtime] = new([], null),
        // The official package takes the place of Thrift.Runtime by one property (design.md section 8).
        [Generated] = new([Runtime], ["ApacheThrift"]),
        [Tls] = new([], []),
        ["HAMgm.Cli"] = new([Runtime, Generated, Tls], null),
        ["HAMgm.Service"] = new([Contracts, Kernel, Linux], []),
        ["HAMgm.Daemon"] = new([Contracts, Linux], []),
        ["HAMgm.ScriptHost"] = new([Contracts, Linux], null),
    };

    // Those that speak Thrift: the service itself, and the codecs of messages between the nodes.
    private static readonly string[] ThriftPlugins = ["HAMgm.Service.Thrift", "HAMgm.Management.Cluster"];

    // Those that read certificates.
    private static readonly string[] TlsPlugins = ["HAMgm.Service.Thrift", "HAMgm.Logic.Heartbeat", "HAMgm.Management.Cluster", "HAMgm.Logic.Sync"];

    [TestMethod]
    public void Projects_OfTheProduct_ReferenceOnlyWhatTheTableAllows()
    {
        var faults = new List<string>();
        foreach (ProjectFile project in ProjectFile.All().Where(project => !project.IsTest))
        {
            if (project.Assemblies.Count > 0)
            {
                faults.Add($"{project.Path} references assemblies by file: {string.Join(", ", project.Assemblies)}");
            }

            if (RowFor(project) is not { } row)
            {
                faults.Add($"{project.Path} stands in no row of the table");
                continue;
            }

            faults.AddRange(project.Projects.Except(row.Projects).Select(extra => $"{project.Path} may not reference project {extra}"));
            if (row.Packages is not null)
            {
                faults.AddRange(project.Packages.Except(row.Packages).Select(extra => $"{project.Path} may not reference package {extra}"));
            }
        }

        Faults.AssertNone(faults);
    }

    [TestMethod]
    public void Projects_All_AreInTheSolution()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "HAMgm.Kernel.sln")).Replace('\\', '/');
        Faults.AssertNone(ProjectFile.All().Where(project => !solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal)).Select(project => $"{project.Path} is not in the solution"));
    }

    [TestMethod]
    public void PluginConventions_Contracts_AreNotCopiedBesideThePlugin()
    {
        string props = File.ReadAllText(Path.Combine(Repository.Root, "plugins/Directory.Build.props"));
        StringAssert.Contains(props, "HAMgm.Contracts.csproj\" Private=\"false\" ExcludeAssets=\"runtime\"");
        StringAssert.Contains(props, "\"System.Composition.AttributedModel\" ExcludeAssets=\"runtime\"");
    }

    private static Row? RowFor(ProjectFile project)
    {
        if (!project.IsPlugin)
        {
            return Table.GetValueOrDefault(project.Name);
        }

        List<string> allowed = [Contracts, Linux];
        if (project.Path.StartsWith("plugins/logic/", StringComparison.Ordinal))
        {
            allowed.Add(LogicCore);
        }

        if (ThriftPlugins.Contains(project.Name))
        {
            allowed.AddRange([Runtime, Generated]);
        }

        if (TlsPlugins.Contains(project.Name))
        {
            allowed.Add(Tls);
        }

        return new Row([.. allowed], null);
    }

    /// <summary>What a project may reference; null packages: its own affair.</summary>
    private sealed record Row(string[] Projects, string[]? Packages);
}
