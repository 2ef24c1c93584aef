using System.Text.Json;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;
using HAMgm.TestSupport;

namespace HAMgm.Management.Cluster.Tests.Audit;

[TestClass]
public sealed class AuditLogTests : IDisposable
{
    private static readonly CallerIdentity Alice = new("admin:alice", CallerRole.Admin, "10.0.0.5:4242 cert 0A");
    private static readonly CallerIdentity Bob = new("viewer:bob", CallerRole.Viewer, "10.0.0.6:4242 cert 0B");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hamgm-audit-");
    private readonly FakeTime _time = new();
    private readonly RecordingLogger _log = new();
    private readonly EventLog _events;
    private readonly AuditFile _file;
    private readonly AuditLog _audit;

    public AuditLogTests()
    {
        var settings = new ClusterSettings(new FakeConfig("node-a", "10.0.0.1", "", ""));
        _events = new EventLog(settings, _time);
        _file = new AuditFile(() => _folder.FullName, () => "node-a", _time, _log);
        _audit = new AuditLog(_log, _file, _events, _time);
    }

    private string FilePath => Path.Combine(_folder.FullName, "audit", "audit.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [TestMethod]
    public async Task RunAsync_ACallThatIsDone_IsOneJsonLineAndAnEvent()
    {
        using var scope = Correlation.Use(0x2A);
        var result = await _audit.RunAsync(Alice, "SetConfig", "log.level=\"debug\"\n", () => Task.FromResult(7));

        Assert.AreEqual(7, result);
        Assert.AreEqual(
            """{"time":"2026-01-02T04:04:05.000Z","node":"node-a","event":"call","operation":"SetConfig","subject":"log.level=\"debug\"\n","caller":"admin:alice","role":"admin","from":"10.0.0.5:4242 cert 0A","correlation":"000000000000002a","result":"ok"}""" + "\n",
            File.ReadAllText(FilePath));
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.AreEqual("audit", (await _events.ReadAsync(0, TimeSpan.Zero, CancellationToken.None)).Single().Kind);
    }

    [TestMethod]
    public async Task RunAsync_ACallerWhoMayNot_IsRefusedBeforeTheCall()
    {
        var refused = await Assert.ThrowsExactlyAsync<HamgmException>(
            () => _audit.RunAsync<int>(Bob, "Switch", "", () => throw new InvalidOperationException("was called")));

        Assert.AreEqual((ErrorKind.Authentication, ErrorCodes.Forbidden), (refused.Kind, refused.Code));
        var line = Lines().Single();
        Assert.AreEqual("refused", line.GetProperty("result").GetString());
        Assert.AreEqual(403, line.GetProperty("code").GetInt32());
    }

    [TestMethod]
    public async Task RunAsync_ACallThatBreaks_HasALineAsWell()
    {
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(
            () => _audit.RunAsync<int>(Alice, "Switch", "", () => throw new OperationCanceledException()));

        Assert.AreEqual("failed", Lines().Single().GetProperty("result").GetString());
    }

    [TestMethod]
    public async Task RunAsync_ManyRefusals_AreBoundedAndCounted()
    {
        for (var i = 0; i < 100; i++)
        {
            await Assert.ThrowsExactlyAsync<HamgmException>(() => _audit.RunAsync(Bob, "Switch", "", () => Task.FromResult(0)));
        }

        Assert.HasCount(20, Lines());
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsExactlyAsync<HamgmException>(() => _audit.RunAsync(Bob, "Switch", "", () => Task.FromResult(0)));

        Assert.AreEqual(80, Lines().Last().GetProperty("unreported").GetInt64());

        // What an admin does always has its line.
        await _audit.RunAsync(Alice, "Switch", "", () => Task.FromResult(0));
        Assert.AreEqual("ok", Lines().Last().GetProperty("result").GetString());
    }

    [TestMethod]
    public void Write_AFullFile_IsRotatedAndTheOldestGoes()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        for (var number = 1; number < AuditFile.MaxFiles; number++)
        {
            File.WriteAllText($"{FilePath}.{number}", $"{number}\n");
        }

        File.WriteAllBytes(FilePath, new byte[AuditFile.MaxBytes]);
        _file.Write(new AuditEntry("call", "Switch", "", "a", "admin", "b", "ok"), durable: true);

        Assert.HasCount(AuditFile.MaxFiles, Directory.GetFiles(Path.GetDirectoryName(FilePath)!));
        Assert.AreEqual(AuditFile.MaxBytes, new FileInfo(FilePath + ".1").Length);
        Assert.AreEqual("6\n", File.ReadAllText($"{FilePath}.{AuditFile.MaxFiles - 1}"));
        Assert.HasCount(1, Lines());
    }

    [TestMethod]
    public void Write_AfterATornLine_BeginsALineOfItsOwn()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, "{\"time\":\"20");

        _file.Write(new AuditEntry("call", "Switch", "", "a", "admin", "b", "ok"), durable: true);

        Assert.StartsWith("{\"time\":\"2026", File.ReadAllLines(FilePath)[1]);
    }

    [TestMethod]
    public async Task RunAsync_ADiskThatRefuses_DoesNotStopTheCall()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "audit"), "in the way");

        Assert.AreEqual(7, await _audit.RunAsync(Alice, "Switch", "", () => Task.FromResult(7)));

        Assert.Contains("audit", _file.Problem!);
        Assert.Contains(line => line.StartsWith("error the audit log", StringComparison.Ordinal), _log.Lines);
        Assert.Contains(line => line.StartsWith("info audit", StringComparison.Ordinal), _log.Lines);
    }

    [TestMethod]
    public async Task HandleEventAsync_SomebodyTurnedAway_IsALine()
    {
        await _audit.HandleEventAsync(new AccessRefusedEvent("thrift", "10.0.0.7:1", "none", "missing", "no certificate was shown", 3), CancellationToken.None);

        var line = Lines().Single();
        Assert.AreEqual("access thrift missing 3", string.Join(' ', new[] { "event", "operation", "reason", "unreported" }.Select(name => line.GetProperty(name).ToString())));
    }

    private JsonElement[] Lines() => [.. File.ReadAllLines(FilePath).Select(line => JsonDocument.Parse(line).RootElement)];
}
