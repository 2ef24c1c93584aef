using System.Globalization;
using System.Net;
using HAMgm.Service.Thrift.Server;
using HAMgm.Service.Thrift.Tests.Server;
using HAMgm.TestSupport;
using HAMgm.Tls;

namespace HAMgm.Interop.Tests;

/// <summary>Clients made with Apache's libraries, each in every protocol and framing, plain and with TLS, against our server.</summary>
[TestClass]
public sealed class ApacheClientTests
{
    // Two protocols, two framings, with and without TLS.
    private const int Combinations = 8;

    private static readonly string Generated = Directory.CreateTempSubdirectory("hamgm-interop-").FullName;

    public TestContext TestContext { get; set; } = null!;

    [ClassCleanup]
    public static void Clean() => Directory.Delete(Generated, recursive: true);

    [TestMethod]
    [Timeout(120_000)]
    public async Task Python_EveryCombination_IsServed()
    {
        var folder = Path.Combine(Generated, "py");
        SkipIf(await Tools.GenerateAsync("py", folder, TestContext.CancellationToken));
        var (imported, complaint) = await Tools.RunAsync(Tools.Python, ["-c", "import thrift.transport.TSSLSocket"], TestContext.CancellationToken);
        SkipIf(imported == 0 ? null : $"no python3-thrift: {complaint}");

        await RunMatrixAsync("python3-thrift", Tools.Python, [Tools.Source("client.py"), folder]);
    }

    [TestMethod]
    [Timeout(120_000)]
    public async Task Node_EveryCombination_IsServed()
    {
        var folder = Path.Combine(Generated, "js");
        SkipIf(await Tools.GenerateAsync("js:node", folder, TestContext.CancellationToken));
        var modules = Path.Combine(Tools.Cache, "npm");
        SkipIf(Directory.Exists(Path.Combine(modules, "node_modules", "thrift")) ? null : $"no npm library thrift in {modules} (scripts/test installs it)");

        // What the compiler wrote asks for the library by name, from where it lies.
        Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), Path.Combine(modules, "node_modules"));
        await RunMatrixAsync("npm thrift", "node", [Tools.Source("client.js"), folder, modules]);
    }

    [TestMethod]
    [Timeout(300_000)]
    public async Task Cpp_EveryCombination_IsServed()
    {
        await RunMatrixAsync("libthrift (C++)", await CompileAsync(), []);
    }

    private static void SkipIf(string? reason)
    {
        if (reason is not null)
        {
            Assert.Inconclusive(reason);
        }
    }

    // Slow, so once for each state of the interface and the client.
    private async Task<string> CompileAsync()
    {
        var program = Path.Combine(Tools.Cache, $"cpp-{Tools.Fingerprint(Tools.Idl, Tools.Source("client.cpp"))}");
        if (File.Exists(program))
        {
            return program;
        }

        var folder = Path.Combine(Generated, "cpp");
        SkipIf(await Tools.GenerateAsync("cpp", folder, TestContext.CancellationToken));
        SkipIf(File.Exists("/usr/include/thrift/Thrift.h") ? null : "no libthrift-dev");
        string[] sources = ["HamgmService.cpp", "ClusterManagementService.cpp", "hamgm_types.cpp"];
        var (exit, output) = await Tools.RunAsync(
            "g++",
            ["-O0", "-std=c++17", "-w", "-I", folder, "-o", program + ".new", Tools.Source("client.cpp"), .. sources.Select(file => Path.Combine(folder, file)), "-lthrift", "-lssl", "-lcrypto"],
            TestContext.CancellationToken);
        SkipIf(exit == 127 ? $"no g++: {output}" : null);
        Assert.AreEqual(0, exit, output);
        File.Move(program + ".new", program, overwrite: true);
        return program;
    }

    private async Task RunMatrixAsync(string library, string program, string[] arguments)
    {
        using var pki = new TestPki();
        var material = TlsMaterial.Load(pki.Issue("urn:hamgm:node:node-001"));
        var client = pki.Issue("urn:hamgm:admin:interop");
        await using var plain = await ServerUnderTest.StartAsync();
        await using var tls = await ServerUnderTest.StartAsync(new ThriftServerOptions
        {
            EndPoints = ServerUnderTest.AnyPort,
            LocalSocket = false,
            TlsFor = _ => new TlsHandshake(material.ForServer(seen => seen.Problem == TlsProblem.None, TimeProvider.System), _ => { }),
        });

        var (exit, output) = await Tools.RunAsync(
            program,
            [.. arguments, Port(plain), Port(tls), client.Authority, client.Certificate, client.Key],
            TestContext.CancellationToken);

        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            TestContext.WriteLine($"interop: {library} client, our server, {line}");
        }

        Tools.Report($"{library} client, our server: {output.Split('\n').Count(line => line.EndsWith(": ok", StringComparison.Ordinal))} of {Combinations} (binary, compact; unframed, framed; plain, TLS)");
        Assert.AreEqual(0, exit, output);
        Assert.AreEqual(Combinations, output.Split('\n').Count(line => line.EndsWith(": ok", StringComparison.Ordinal)), output);
        Assert.HasCount(Combinations / 2, tls.Connections);
    }

    private static string Port(ServerUnderTest server) => server.Port.ToString(CultureInfo.InvariantCulture);
}
