using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;
using Idl = HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>The log: levels, targets, a new file.</summary>
public sealed partial class HamgmHandler
{
    private const string Configured = "configured";

    /// <summary>The logs of both nodes; null: none can be asked.</summary>
    public IClusterLog? Log { get; init; }

    private IClusterLog Logs => Log ?? throw new HamgmException(
        ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, "log", "management.cluster, which asks the logs, does not run here.");

    /// <inheritdoc/>
    public Task<Idl.LogStatusResponse> GetLogStatus(string nodeId, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetLogStatus), async () => ToIdl("Log.", await Logs.GetLogStatusAsync(LogNode(nodeId), cancellationToken)));

    /// <inheritdoc/>
    public Task<Idl.LogStatusResponse> SetLogLevel(string nodeId, string moduleName, string level, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(SetLogLevel), async () =>
        {
            var name = Bounded(ErrorKind.Configuration, "moduleName", moduleName);
            return ToIdl("Log level set.", await Logs.SetLogLevelAsync(LogNode(nodeId), name, Level(level), caller, cancellationToken));
        });

    /// <inheritdoc/>
    public Task<Idl.LogStatusResponse> RotateLog(string nodeId, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(RotateLog), async () => ToIdl("A new log file was begun.", await Logs.RotateLogAsync(LogNode(nodeId), caller, cancellationToken)));

    private string LogNode(string? nodeId) => string.IsNullOrEmpty(nodeId) ? SelfId : NodeId(nodeId);

    private static LogLevel? Level(string? text) => text switch
    {
        Configured => null,
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Info,
        "warn" => LogLevel.Warn,
        "error" => LogLevel.Error,
        "fatal" => LogLevel.Fatal,
        _ => throw BadRequest(ErrorKind.Configuration, "level", $"A level is debug, info, warn, error or fatal, or '{Configured}' to take back what was set."),
    };

    private Idl.LogStatusResponse ToIdl(string message, LogStatus status) => new(Ok(message))
    {
        NodeId = status.NodeId,
        Levels = [.. status.Levels.Select(level => new Idl.LogLevelInfo(level.Module, level.Level.ToString().ToLowerInvariant(), level.IsTemporary))],
        Targets = [.. status.Targets.Select(ToIdl)],
    };

    private static Idl.LogTargetInfo ToIdl(LogTargetStatus target)
    {
        var idl = new Idl.LogTargetInfo(target.Name, target.Destination, target.IsWorking, target.Dropped);
        if (target.LastError.Length > 0)
        {
            idl.LastError = target.LastError;
        }

        return idl;
    }
}
