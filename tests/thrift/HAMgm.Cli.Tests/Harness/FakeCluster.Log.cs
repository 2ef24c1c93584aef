using HAMgm.Thrift;

namespace HAMgm.Cli.Tests.Harness;

/// <summary>The log.</summary>
internal sealed partial class FakeCluster
{
    public Task<LogStatusResponse> GetLogStatus(string nodeId, CancellationToken cancellationToken = default) =>
        AnswerAsync($"GetLogStatus {nodeId}", frame => Log(frame, nodeId, "warn"), cancellationToken);

    public Task<LogStatusResponse> SetLogLevel(string nodeId, string moduleName, string level, CancellationToken cancellationToken = default) =>
        AnswerAsync($"SetLogLevel {nodeId} {moduleName} {level}", frame => Log(frame, nodeId, level), cancellationToken);

    public Task<LogStatusResponse> RotateLog(string nodeId, CancellationToken cancellationToken = default) =>
        AnswerAsync($"RotateLog {nodeId}", frame => Log(frame, nodeId, "warn"), cancellationToken);

    private static LogStatusResponse Log(BaseResponse frame, string nodeId, string level) => new(frame)
    {
        NodeId = nodeId.Length > 0 ? nodeId : "node-001",
        Levels = [new("default", "info", false), new("logic", "warn", false), new("logic.election", level, true)],
        Targets =
        [
            new("file", "/var/lib/hamgm/logs/hamgm.log", true, 0),
            new("syslog", "tcp://10.0.0.9:514", false, 12) { LastError = "Connection refused" },
        ],
    };
}
