using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace HAMgm.Service.Thrift.Tests.Server;

/// <summary>Apache's Python library as the client (Debian: python3-thrift, thrift-compiler).</summary>
[TestClass]
public sealed class PythonInteropTests
{
    private const string Python = "/usr/bin/python3";
    private static DirectoryInfo? _generated;
    private static string? _missing;

    [ClassInitialize]
    public static async Task GenerateAsync(TestContext context)
    {
        var idl = Path.Combine(RepositoryRoot(), "thrift", "hamgm.thrift");
        _generated = Directory.CreateTempSubdirectory("hamgm-py-");
        var (compiled, output) = await RunAsync("thrift", ["--gen", "py", "-out", _generated.FullName, idl], context.CancellationToken);
        if (compiled != 0)
        {
            _missing = $"no thrift compiler: {output}";
            return;
        }

        var (imported, complaint) = await RunAsync(Python, ["-c", "import thrift.protocol.TBinaryProtocol"], context.CancellationToken);
        _missing = imported == 0 ? null : $"no python3-thrift: {complaint}";
    }

    [ClassCleanup]
    public static void Clean() => _generated?.Delete(recursive: true);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("binary", "unframed")]
    [DataRow("binary", "framed")]
    [DataRow("old", "unframed")]
    [DataRow("old", "framed")]
    [DataRow("accelerated", "framed")]
    [DataRow("compact", "unframed")]
    [DataRow("compact", "framed")]
    [Timeout(60_000)]
    public async Task PythonClient_EveryProtocolAndFraming_IsServed(string protocol, string framing)
    {
        if (_missing is not null)
        {
            Assert.Inconclusive(_missing);
        }

        await using var test = await ServerUnderTest.StartAsync();
        var script = Path.Combine(AppContext.BaseDirectory, "Server", "python_client.py");

        var (exit, output) = await RunAsync(
            Python,
            [script, _generated!.FullName, test.Port.ToString(CultureInfo.InvariantCulture), protocol, framing],
            TestContext.CancellationToken);

        Assert.AreEqual(0, exit, output);
    }

    private static async Task<(int Exit, string Output)> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = run.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = run.StandardError.ReadToEndAsync(cancellationToken);
            await run.WaitForExitAsync(cancellationToken);
            return (run.ExitCode, await output + await errors);
        }
        catch (Win32Exception absent)
        {
            return (127, absent.Message);
        }
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HAMgm.Kernel.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("HAMgm.Kernel.sln");
    }
}
