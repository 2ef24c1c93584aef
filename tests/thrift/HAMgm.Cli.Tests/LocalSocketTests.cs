using System.Diagnostics;
using HAMgm.Cli.Tests.Harness;
using HAMgm.Thrift.Local;

namespace HAMgm.Cli.Tests;

/// <summary>Without --host: the local socket first, then TCP to localhost.</summary>
[TestClass]
public sealed class LocalSocketTests
{
    private const string SetPriv = "/usr/bin/setpriv";

    [TestMethod]
    public async Task Host_NotGiven_TakesTheLocalSocket()
    {
        await using var test = await ClusterUnderTest.StartAsync(localSocket: true);

        var result = await CliUnderTest.RunAsync("--port", test.Port, "cluster", "status", "--verbose");

        Assert.AreEqual(0, result.ExitCode, result.Out);
        StringAssert.Contains(result.Error, $"connected to @hamgm-{test.Port} after ");
        Assert.DoesNotContain("localhost", result.Error);
    }

    [TestMethod]
    public async Task Host_NotGivenAndNoLocalSocket_FallsBackToTcp()
    {
        await using var test = await ClusterUnderTest.StartAsync(localSocket: false);

        var result = await CliUnderTest.RunAsync("--port", test.Port, "cluster", "status", "--verbose");

        Assert.AreEqual(0, result.ExitCode, result.Out);
        StringAssert.Contains(result.Error, $"no local socket @hamgm-{test.Port}");
        StringAssert.Contains(result.Error, $"connected to localhost:{test.Port} after ");
    }

    [TestMethod]
    public async Task LocalSocket_OfRootForAnotherUser_IsLeftForTcp()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "hamgm-cli");
        if (!await NobodyCanRunAsync(program))
        {
            Assert.Inconclusive("Needs root, setpriv, and a build that another user may run.");
        }

        await using var test = await ClusterUnderTest.StartAsync(localSocket: true);
        using var nobody = AsNobody(program, "--port", test.Port, "cluster", "status", "--verbose");
        var output = await nobody.StandardOutput.ReadToEndAsync();
        var error = await nobody.StandardError.ReadToEndAsync();
        await nobody.WaitForExitAsync();

        Assert.AreEqual(0, nobody.ExitCode, output);
        StringAssert.Contains(error, "belongs to uid 0, and serves only it");
        StringAssert.Contains(error, $"connected to localhost:{test.Port} after ");
    }

    [TestMethod]
    public async Task LocalSocket_OfAStranger_IsRefused()
    {
        const string Port = "19477";
        if (LocalSocket.CurrentUserId != 0 || !File.Exists(SetPriv) || !File.Exists("/usr/bin/python3"))
        {
            Assert.Inconclusive("Needs root, setpriv and python3, to listen as another user.");
        }

        using var stranger = AsNobody(
            "/usr/bin/python3",
            "-c",
            $"""
            import socket, time
            s = socket.socket(socket.AF_UNIX)
            s.bind('\0hamgm-{Port}')
            s.listen()
            print('listening', flush=True)
            time.sleep(60)
            """);
        try
        {
            Assert.AreEqual("listening", await stranger.StandardOutput.ReadLineAsync());

            var result = await CliUnderTest.RunAsync("--port", Port, "cluster", "status");

            Assert.AreEqual(4, result.ExitCode, result.Out);
            Assert.AreEqual(403, result.Code);
            StringAssert.Contains(result.Details, $"@hamgm-{Port}");
            StringAssert.Contains(result.Details, "65534");
        }
        finally
        {
            stranger.Kill();
        }
    }

    private static async Task<bool> NobodyCanRunAsync(string program)
    {
        if (LocalSocket.CurrentUserId != 0 || !File.Exists(SetPriv))
        {
            return false;
        }

        using var trial = AsNobody(program, "--version");
        await trial.WaitForExitAsync();
        return trial.ExitCode == 0;
    }

    private static Process AsNobody(string program, params string[] args)
    {
        var start = new ProcessStartInfo(SetPriv, ["--reuid=65534", "--clear-groups", program, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = "/nonexistent";
        start.Environment["LANG"] = "C";
        return Process.Start(start)!;
    }
}
