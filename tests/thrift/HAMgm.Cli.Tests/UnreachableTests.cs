using System.Globalization;
using System.Net;
using System.Net.Sockets;
using HAMgm.Cli.Tests.Harness;

namespace HAMgm.Cli.Tests;

/// <summary>Nothing there, nothing heard, or nothing understood: exit code 3.</summary>
[TestClass]
public sealed class UnreachableTests
{
    [TestMethod]
    [DataRow("en", "Nothing listens on 127.0.0.1:")]
    [DataRow("zh", "127.0.0.1:")]
    public async Task Port_WhereNothingListens_Is503(string language, string details)
    {
        using var listener = new Listener();
        listener.Stop();

        var result = await CliUnderTest.RunAsync("--host", "127.0.0.1", "--port", listener.Port, "cluster", "status", "--lang", language);

        Assert.AreEqual(3, result.ExitCode);
        Assert.AreEqual(503, result.Code);
        StringAssert.StartsWith(result.Details, details);
        StringAssert.Contains(result.Details, "hamgm-daemon");
    }

    [TestMethod]
    public async Task Host_ThatHasNoAddress_Is503()
    {
        var result = await CliUnderTest.RunAsync("--host", "no-such-host.invalid", "cluster", "status");

        Assert.AreEqual(3, result.ExitCode);
        Assert.AreEqual(503, result.Code);
        StringAssert.Contains(result.Details, "no-such-host.invalid:9090");
    }

    [TestMethod]
    public async Task Server_ThatNeverAnswers_Is504()
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.Hangs = true;

        var read = await test.RunAsync("cluster", "status", "--timeout", "300ms");
        var change = await test.RunAsync("switch", "force", "--confirm", "--timeout", "300ms", "--lang", "zh");

        Assert.AreEqual(3, read.ExitCode);
        Assert.AreEqual(504, read.Code);
        StringAssert.Contains(read.Details, "GetClusterStatus within 300ms");
        Assert.DoesNotContain("may have been made", read.Details);
        Assert.AreEqual(3, change.ExitCode);
        Assert.AreEqual("请求超时", change.Message);
        StringAssert.Contains(change.Details, "更改可能已经生效");
    }

    [TestMethod]
    public async Task Server_ThatAcceptsAndIsSilent_Is504()
    {
        using var listener = new Listener();

        var result = await CliUnderTest.RunAsync("--host=127.0.0.1", "--port", listener.Port, "cluster", "vip", "--timeout=100ms");

        Assert.AreEqual(3, result.ExitCode);
        Assert.AreEqual(504, result.Code);
    }

    [TestMethod]
    public async Task Server_ThatCloses_Is503()
    {
        using var listener = new Listener();
        var serving = listener.AnswerOnceAsync([]);

        var result = await CliUnderTest.RunAsync("--host=127.0.0.1", "--port", listener.Port, "config", "set", "k", "v");
        await serving;

        Assert.AreEqual(3, result.ExitCode, result.Out);
        Assert.AreEqual(503, result.Code);
        StringAssert.Contains(result.Details, "may have been made");
    }

    [TestMethod]
    public async Task Server_ThatSpeaksSomethingElse_Is502()
    {
        using var listener = new Listener();
        var serving = listener.AnswerOnceAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());

        var result = await CliUnderTest.RunAsync("--host=127.0.0.1", "--port", listener.Port, "cluster", "status");
        await serving;

        Assert.AreEqual(3, result.ExitCode, result.Out);
        Assert.AreEqual(502, result.Code);
    }

    [TestMethod]
    public async Task Server_OfAnotherKind_Is501()
    {
        using var listener = new Listener();
        byte[] unknownMethod =
        [
            0x80, 0x01, 0x00, 0x03, 0, 0, 0, 9, .. "GetEvents"u8, 0, 0, 0, 0,
            11, 0, 1, 0, 0, 0, 2, .. "no"u8, 8, 0, 2, 0, 0, 0, 1, 0,
        ];
        var serving = listener.AnswerOnceAsync(unknownMethod);

        var result = await CliUnderTest.RunAsync("--host=127.0.0.1", "--port", listener.Port, "cluster", "events");
        await serving;

        Assert.AreEqual(1, result.ExitCode, result.Out);
        Assert.AreEqual(501, result.Code);
    }

    [TestMethod]
    public async Task Interrupt_DuringACall_Is130AndNoResult()
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.Hangs = true;
        using var stop = new CancellationTokenSource();

        var running = CliUnderTest.RunAsync(
            [], ["--host", "127.0.0.1", "--port", test.Port, "cluster", "status"], cancellationToken: stop.Token);
        await test.Cluster.Called.Task;
        await stop.CancelAsync();
        var result = await running;

        Assert.AreEqual(130, result.ExitCode);
        Assert.AreEqual(string.Empty, result.Out);
        Assert.AreEqual("Interrupted.", result.Error.TrimEnd());
    }

    /// <summary>A server that is none.</summary>
    private sealed class Listener : IDisposable
    {
        private readonly TcpListener _tcp = new(IPAddress.Loopback, 0);

        public Listener()
        {
            _tcp.Start();
            Port = ((IPEndPoint)_tcp.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        }

        public string Port { get; }

        public void Stop() => _tcp.Stop();

        public async Task AnswerOnceAsync(byte[] answer)
        {
            using var client = await _tcp.AcceptTcpClientAsync();
            var stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[1024]);
            await stream.WriteAsync(answer);
        }

        public void Dispose() => _tcp.Dispose();
    }
}
