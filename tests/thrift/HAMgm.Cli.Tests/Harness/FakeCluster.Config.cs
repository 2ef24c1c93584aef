using HAMgm.Thrift;

namespace HAMgm.Cli.Tests.Harness;

/// <summary>Block "config" of the IDL.</summary>
internal sealed partial class FakeCluster
{
    public Task<ConfigHistoryResponse> GetConfigHistory(string configKey, int limit, bool nodeLocal, CancellationToken cancellationToken = default) =>
        AnswerAsync(
            $"GetConfigHistory {configKey} {limit} {nodeLocal}",
            frame => new ConfigHistoryResponse(frame) { Versions = [Version(8, 5, false), Version(8, 4, true)], CurrentVersion = 8 },
            cancellationToken);

    public Task<ConfigDiffResponse> DiffConfig(long fromVersion, long toVersion, CancellationToken cancellationToken = default) =>
        AnswerAsync(
            $"DiffConfig {fromVersion} {toVersion}",
            frame => new ConfigDiffResponse(frame) { Differences = [Difference()], OldName = $"{fromVersion}", NewName = "8" },
            cancellationToken);

    public Task<ConfigDiffResponse> DiffConfigWithPeer(CancellationToken cancellationToken = default) =>
        AnswerAsync(
            "DiffConfigWithPeer",
            frame => new ConfigDiffResponse(frame) { Differences = [Difference()], OldName = "node-001", NewName = "node-002" },
            cancellationToken);

    public Task<ConfigHistoryResponse> RollbackConfig(long version, CancellationToken cancellationToken = default) =>
        AnswerAsync(
            $"RollbackConfig {version}",
            frame => new ConfigHistoryResponse(frame) { Versions = [Version(version + 1, 5, false)], CurrentVersion = version + 1 },
            cancellationToken);

    private static ConfigVersion Version(long version, long term, bool superseded) =>
        new(version, term, "node-001", BeatMs, "root@local", [Difference()], superseded) { Source = "@hamgm-9090 pid 4711" };

    private static ConfigDifference Difference() => new("cluster.heartbeat_interval", "5s", "1s");
}
