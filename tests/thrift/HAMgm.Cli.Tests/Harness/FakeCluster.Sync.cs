using HAMgm.Thrift;

namespace HAMgm.Cli.Tests.Harness;

/// <content>Synchronising.</content>
internal sealed partial class FakeCluster
{
    private const long SyncedMs = AnsweredAtMs - 120_000;

    /// <summary>Whether the sets of both nodes are equal.</summary>
    public bool IsInStep { get; set; } = true;

    public Task<RsyncStatusResponse> GetSyncStatus(CancellationToken cancellationToken = default) =>
        AnswerAsync("GetSyncStatus", frame => new RsyncStatusResponse(frame) { Nodes = SyncNodes(isPaused: false) }, cancellationToken);

    public Task<SyncHistoryResponse> GetSyncHistory(int limit, CancellationToken cancellationToken = default) =>
        AnswerAsync($"GetSyncHistory {limit}", frame => new SyncHistoryResponse(frame)
        {
            Records =
            [
                new("6f1c0e8e-6d0c-4c6b-9a54-0c9a8a3f7e01", "certs", SyncDataType.CERTIFICATE, "192.168.1.101", "192.168.1.102", SyncedMs, 412, "SUCCESS", 2, 0,
                    new string('a', 64), new string('a', 64))
                {
                    RsyncDurationMs = 230,
                    Trigger = "change",
                    Files = [new("/etc/pki/site.crt", "updated", 1834), new("/etc/pki/site.key", "updated", 241)],
                },
                new("6f1c0e8e-6d0c-4c6b-9a54-0c9a8a3f7e02", "app", SyncDataType.CONFIG, "192.168.1.101", "192.168.1.102", SyncedMs - 300_000, 95, "PARTIAL", 0, 1,
                    new string('b', 64), new string('c', 64))
                {
                    Trigger = "schedule",
                    ErrorMessage = "1 file(s) changed on both nodes and were left as they are.",
                    Files = [new("/etc/app/app.conf", "conflict", 77) { Error = "changed on both nodes since they last agreed" }],
                },
            ],
        }, cancellationToken);

    public Task<RsyncStatusResponse> SetSyncPaused(bool paused, CancellationToken cancellationToken = default) =>
        AnswerAsync($"SetSyncPaused {paused}", frame => new RsyncStatusResponse(frame) { Nodes = SyncNodes(paused) }, cancellationToken);

    public Task<SyncComparisonResponse> CompareSync(CancellationToken cancellationToken = default) =>
        AnswerAsync("CompareSync", frame => new SyncComparisonResponse(frame)
        {
            Comparisons = [new("app", IsInStep, new string('b', 64), new string(IsInStep ? 'b' : 'c', 64)) { DifferentFiles = IsInStep ? [] : ["/etc/app/app.conf"] }],
        }, cancellationToken);

    private static List<RsyncStatus> SyncNodes(bool isPaused) =>
    [
        SyncNode("node-001", "192.168.1.101", "MASTER", isPaused),
        SyncNode("node-002", "192.168.1.102", "BACKUP", isPaused),
    ];

    private static RsyncStatus SyncNode(string id, string ip, string type, bool isPaused)
    {
        var node = new RsyncStatus(id, ip, type, isPaused ? "STOPPED" : "RUNNING", isPaused, false, AnsweredAtMs)
        {
            LastSyncTime = SyncedMs,
            IntervalMs = 300_000,
            Sets = [new("app", SyncDataType.CONFIG, "idle", 3, 3) { Checksum = new string('b', 64), LastSyncTime = SyncedMs, Conflicts = [] }],
        };
        if (isPaused)
        {
            node.PausedReason = "MANUAL";
            node.PauseTime = AnsweredAtMs;
        }

        return node;
    }
}
