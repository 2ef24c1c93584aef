using System.Composition;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>
/// The logs of both nodes: this one's by a message to component.logger, so that nothing here stops when the log is exchanged; the
/// other one's by a forwarded call.
/// </summary>
[Shared]
[Export(typeof(IClusterLog))]
[Export(typeof(ClusterLog))]
public sealed class ClusterLog : IClusterLog
{
    private const string LoggerId = "component.logger";
    private readonly ClusterManager _manager;
    private readonly IModuleManager _modules;

    /// <summary>Called by the composition.</summary>
    [ImportingConstructor]
    public ClusterLog(ClusterManager manager, IModuleManager modules)
    {
        ArgumentNullException.ThrowIfNull(manager);
        _manager = manager;
        _modules = modules;
        manager.Server.Handle(PeerMethods.Log, AnswerAsync);
    }

    /// <inheritdoc/>
    public Task<LogStatus> GetLogStatusAsync(string nodeId, CancellationToken cancellationToken) =>
        RunAsync(nodeId, new LogCall(null, null, Rotate: false, ""), ThisNode(), cancellationToken);

    /// <inheritdoc/>
    public Task<LogStatus> SetLogLevelAsync(string nodeId, string module, LogLevel? level, CallerIdentity caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var call = new LogCall(ClusterErrors.Bound(module), level, Rotate: false, caller.Remote);
        return _manager.Audit.RunAsync(caller, "SetLogLevel", Show(nodeId, call), () => RunAsync(nodeId, call, caller, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<LogStatus> RotateLogAsync(string nodeId, CallerIdentity caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var call = new LogCall(null, null, Rotate: true, caller.Remote);
        return _manager.Audit.RunAsync(caller, "RotateLog", Show(nodeId, call), () => RunAsync(nodeId, call, caller, cancellationToken));
    }

    private async Task<LogStatus> RunAsync(string nodeId, LogCall call, CallerIdentity caller, CancellationToken cancellationToken)
    {
        if (nodeId == _manager.Settings.NodeId)
        {
            return await AskLoggerAsync(call, cancellationToken);
        }

        if (!_manager.Settings.HasPeer || nodeId != _manager.Settings.PeerId)
        {
            throw ClusterErrors.UnknownNode(ClusterErrors.Bound(nodeId), _manager.Settings.DescribeNodes());
        }

        var body = PeerJson.Write(call, PeerJson.Default.LogCall);
        return _manager.Peer.Read(await _manager.Forwarder.ToPeerAsync(PeerMethods.Log, body, caller, cancellationToken), PeerJson.Default.LogStatus);
    }

    private async Task<byte[]> AnswerAsync(byte[] body, CallerIdentity via, CancellationToken cancellationToken)
    {
        var call = PeerJson.Read(body, PeerJson.Default.LogCall);
        var status = call is { Module: null, Rotate: false }
            ? await AskLoggerAsync(call, cancellationToken)
            : await _manager.Audit.RunAsync(
                via with { Remote = $"{ClusterErrors.Bound(call.Remote)} via {via.Remote}" },
                call.Rotate ? "RotateLog" : "SetLogLevel",
                Show(_manager.Settings.NodeId, call),
                () => AskLoggerAsync(call, cancellationToken));
        return PeerJson.Write(status, PeerJson.Default.LogStatus);
    }

    private async Task<LogStatus> AskLoggerAsync(LogCall call, CancellationToken cancellationToken)
    {
        if (call.Level is { } level && !Enum.IsDefined(level))
        {
            throw new HamgmException(ErrorKind.Configuration, ErrorCodes.BadRequest, "level", "A level is debug, info, warn, error or fatal.");
        }

        var control = new LogControl { Module = call.Module, Level = call.Level, Rotate = call.Rotate };
        try
        {
            await _modules.SendMessageAsync(ClusterModule.Id, LoggerId, control, cancellationToken);
        }
        catch (HamgmException refused) when (refused.Kind != ErrorKind.Configuration)
        {
            throw ClusterErrors.Unavailable(LoggerId, $"The log of '{_manager.Settings.NodeId}' cannot be asked: {refused.Message}", refused);
        }

        return new LogStatus(_manager.Settings.NodeId, control.Levels, control.Targets);
    }

    private CallerIdentity ThisNode() => new($"node:{_manager.Settings.NodeId}", CallerRole.Node, "");

    private static string Show(string nodeId, LogCall call) => ClusterErrors.Bound(
        call.Module is null ? nodeId : $"{nodeId} {call.Module}={(call.Level is { } level ? level.ToString().ToLowerInvariant() : "configured")}");
}
