using System.Text.Json;

namespace Thrift.Runtime.Tests.Generated;

/// <summary>
/// ThriftRuntime=ApacheThrift takes the official package in the place of ours. It cannot be restored
/// everywhere, so what the projects ask for is read, as MSBuild evaluates it.
/// </summary>
[TestClass]
public sealed class RuntimeSwapTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000)]
    [DataRow("HAMgm", true, false)]
    [DataRow("ApacheThrift", false, true)]
    public async Task Generated_ForARuntime_RefersToThatOneAlone(string runtime, bool ours, bool apaches)
    {
        using var items = await EvaluateAsync("thrift/HAMgm.Thrift.Generated/HAMgm.Thrift.Generated.csproj", runtime);

        Assert.AreEqual(ours, Names(items, "ProjectReference").Any(name => name.EndsWith("Thrift.Runtime.csproj", StringComparison.Ordinal)));
        Assert.AreEqual(apaches, Names(items, "PackageReference").Contains("ApacheThrift"));
        Assert.IsTrue(Names(items, "PackageVersion").Contains("ApacheThrift"), "the central versions name it");
    }

    [TestMethod]
    [Timeout(120_000)]
    [DataRow("HAMgm", false)]
    [DataRow("ApacheThrift", true)]
    public async Task Server_ForARuntime_IsCompiledForIt(string runtime, bool apaches)
    {
        using var items = await EvaluateAsync("plugins/service/Thrift/HAMgm.Service.Thrift.csproj", runtime);

        var constants = items.RootElement.GetProperty("Properties").GetProperty("DefineConstants").GetString()!;
        Assert.AreEqual(apaches, constants.Split(';').Contains("APACHE_THRIFT"));
        Assert.IsFalse(Names(items, "ProjectReference").Any(name => name.EndsWith("Thrift.Runtime.csproj", StringComparison.Ordinal)), "only through the generated code");
    }

    private static IEnumerable<string> Names(JsonDocument items, string kind) =>
        items.RootElement.GetProperty("Items").GetProperty(kind).EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!.Replace('\\', '/'));

    private async Task<JsonDocument> EvaluateAsync(string project, string runtime)
    {
        var (exit, output) = await ProgramRun.RunAsync(
            "dotnet",
            [
                "msbuild", Path.Combine(RepositoryFolders.Root, project), $"-p:ThriftRuntime={runtime}",
                "-getItem:ProjectReference,PackageReference,PackageVersion", "-getProperty:DefineConstants",
            ],
            TestContext.CancellationToken);
        Assert.AreEqual(0, exit, output);
        return JsonDocument.Parse(output);
    }
}
