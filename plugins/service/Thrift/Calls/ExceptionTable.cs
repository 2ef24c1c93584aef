using HAMgm.Contracts.Errors;
using HAMgm.Thrift;
using Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>
/// Which exception of the IDL a method throws for which error: the one place that decides it (docs/errors.md shows it). A
/// method may throw only what it declares. An error's own exception comes first; then ClusterException, which carries the
/// code; then the nearest one that is declared.
/// </summary>
public static class ExceptionTable
{
    private const ErrorKind Cluster = ErrorKind.Cluster;
    private const ErrorKind Node = ErrorKind.NodeNotFound;
    private const ErrorKind Vip = ErrorKind.Vip;
    private const ErrorKind Config = ErrorKind.Configuration;
    private const ErrorKind Sync = ErrorKind.Sync;
    private const ErrorKind Auth = ErrorKind.Authentication;
    private const ErrorKind Unavailable = ErrorKind.ServiceUnavailable;

    // What stands for an error whose own exception is not declared, nearest first.
    private static readonly ErrorKind[] Nearest = [Cluster, Vip, Sync, Config, Unavailable, Node, Auth];

    private static readonly Dictionary<string, ErrorKind[]> Declared = new(StringComparer.Ordinal)
    {
        ["GetClusterStatus"] = [Unavailable, Cluster],
        ["GetNodeInfo"] = [Node, Cluster, Unavailable],
        ["GetAllNodes"] = [Cluster, Unavailable],
        ["GetVIPStatus"] = [Vip, Unavailable],
        ["ForceSwitch"] = [Cluster, Vip, Auth, Unavailable],
        ["SyncData"] = [Sync, Node, Auth, Unavailable],
        ["GetConfig"] = [Config],
        ["SetConfig"] = [Config, Auth, Unavailable],
        ["GetAutoSwitchStatus"] = [Config],
        ["SetAutoSwitch"] = [Config, Auth, Unavailable],
        ["CheckNodeHealth"] = [Node, Unavailable],
        ["AddNode"] = [Cluster, Auth, Unavailable],
        ["RemoveNode"] = [Node, Cluster, Auth, Unavailable],
        ["Switch"] = [Cluster, Vip, Auth, Unavailable],
        ["RemoveNodeForced"] = [Node, Cluster, Auth, Unavailable],
        ["GetNodeStatus"] = [Node, Cluster, Unavailable],
        ["GetHeartbeatInfo"] = [Cluster, Unavailable],
        ["GetEvents"] = [Cluster, Unavailable],
        ["GetDecisions"] = [Node, Cluster, Unavailable],
        ["GetReadiness"] = [Cluster, Unavailable],
        ["SetMaintenance"] = [Node, Cluster, Auth, Unavailable],
        ["SetFrozen"] = [Cluster, Auth, Unavailable],
        ["GetAlerts"] = [Cluster, Unavailable],
        ["GetAlertHistory"] = [Cluster, Unavailable],
        ["AcknowledgeAlert"] = [Cluster, Auth, Unavailable],
        ["TestAlert"] = [Cluster, Auth, Unavailable],
        ["SilenceAlerts"] = [Cluster, Auth, Unavailable],
        ["EndSilence"] = [Cluster, Auth, Unavailable],
        ["GetPlugins"] = [Node, Cluster, Unavailable],
        ["GetPlugin"] = [Node, Cluster, Unavailable],
        ["SetPluginEnabled"] = [Node, Cluster, Auth, Unavailable],
        ["ReloadPlugin"] = [Node, Cluster, Auth, Unavailable],
        ["GetPluginLog"] = [Node, Cluster, Unavailable],
        ["GetLogStatus"] = [Node, Cluster, Unavailable],
        ["SetLogLevel"] = [Node, Config, Auth, Unavailable],
        ["RotateLog"] = [Node, Cluster, Auth, Unavailable],
        ["GetHealthChecks"] = [Node, Unavailable],
        ["GetConfigHistory"] = [Config, Unavailable],
        ["DiffConfig"] = [Config, Unavailable],
        ["DiffConfigWithPeer"] = [Config, Unavailable],
        ["RollbackConfig"] = [Config, Auth, Unavailable],
        ["GetSyncStatus"] = [Cluster, Unavailable],
        ["GetSyncHistory"] = [Cluster, Unavailable],
        ["SetSyncPaused"] = [Sync, Auth, Unavailable],
        ["CompareSync"] = [Sync, Unavailable],
        ["StartUpgrade"] = [Cluster, Auth, Unavailable],
        ["GetUpgradeStatus"] = [Cluster, Unavailable],
        ["CompleteUpgrade"] = [Cluster, Auth, Unavailable],
        ["RollbackUpgrade"] = [Cluster, Auth, Unavailable],
        ["GetUpgradeHistory"] = [Cluster, Unavailable],
    };

    /// <summary>The methods of HamgmService.</summary>
    public static IReadOnlyCollection<string> Methods => Declared.Keys;

    /// <summary>The kind of exception that a method throws for an error.</summary>
    /// <exception cref="KeyNotFoundException">There is no such method.</exception>
    public static ErrorKind Choose(string method, ErrorKind error)
    {
        var declared = Declared[method];
        return declared.Contains(error) ? error : Nearest.First(declared.Contains);
    }

    /// <summary>The exception that a method throws for an error.</summary>
    /// <param name="method">The IDL's name of the method.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="dataType">What was to be copied, for SyncException.</param>
    public static TException Translate(string method, HamgmException error, SyncDataType dataType = SyncDataType.ALL)
    {
        ArgumentNullException.ThrowIfNull(error);
        return Choose(method, error.Kind) switch
        {
            ErrorKind.NodeNotFound => new NodeNotFoundException(error.Subject, error.Message),
            ErrorKind.Vip => new VIPOperationException(error.Kind == Vip ? error.Subject : "", Operation(method), error.Message) { ErrorCode = error.Code },
            ErrorKind.Configuration => new ConfigurationException(error.Kind == Config ? error.Subject : "", error.Message) { ErrorCode = error.Code },
            ErrorKind.Sync => ToSyncException(dataType, error),
            ErrorKind.Authentication => new AuthenticationException(error.Message),
            ErrorKind.ServiceUnavailable => new ServiceUnavailableException(error.Subject, error.Message) { ErrorCode = error.Code },
            _ => new ClusterException(error.Code, error.Message) { Details = error.Subject },
        };
    }

    private static SyncException ToSyncException(SyncDataType dataType, HamgmException error)
    {
        var exception = new SyncException(dataType, error.Message) { ErrorCode = error.Code };
        if (error is HAMgm.Contracts.Sync.SyncFailedException { FailedItems: { Count: > 0 } items })
        {
            exception.FailedItems = [.. items];
        }

        return exception;
    }

    private static string Operation(string method) => method == "GetVIPStatus" ? "status" : "switch";
}
