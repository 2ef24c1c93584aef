using System.Composition;
using System.Globalization;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Management;
using HAMgm.Service.Thrift.Calls;
using HAMgm.Service.Thrift.Server;
using HAMgm.Thrift;
using ILogger = HAMgm.Contracts.Logging.ILogger;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace HAMgm.Service.Thrift;

/// <summary>service.thrift: the interface of the specification over loopback TCP and the local socket.</summary>
[Shared]
[Export(typeof(IModule))]
public sealed class ThriftModule : IModule
{
    private readonly IConfigManager _config;
    private readonly IClusterManager _cluster;
    private readonly IHost _host;
    private readonly ILogger _log;
    private ThriftServer? _server;

    /// <summary>Where it listens, for tests that let the system choose the port; null while it does not run.</summary>
    internal ThriftServer? Server => _server;

    /// <summary>Called by the composition.</summary>
    [ImportingConstructor]
    public ThriftModule(IConfigManager config, IClusterManager cluster, IHost host, ILogger log)
    {
        _config = config;
        _cluster = cluster;
        _host = host;
        _log = log;
    }

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        ThriftSettings.Read(_config);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = ThriftSettings.Read(_config);
        var options = new ThriftServerOptions
        {
            EndPoints = [settings.EndPoint],

            // Reading is open to whoever is on this host, as it is over loopback TCP; CallerPolicy makes root alone admin.
            LocalUserAllowed = static _ => true,
        };
        ThriftServer? server = null;
        server = new ThriftServer(options, connection => Serve(connection, server!.LocalSocketName ?? "", settings), Report);
        try
        {
            await server.StartAsync(cancellationToken);
        }
        catch (ThriftServerException refused)
        {
            await server.DisposeAsync();
            throw new HamgmException(ErrorKind.Configuration, ErrorCodes.Conflict, "thrift.port", refused.Message, refused);
        }

        _server = server;
        if (settings.InsecureWrites)
        {
            _log.Warn("thrift.insecure_writes is true: every process on this host may change the cluster");
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is { } server)
        {
            _server = null;
            await server.StopAsync(cancellationToken);
            await server.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public ModuleStatus GetStatus()
    {
        if (_server is not { } server)
        {
            return new ModuleStatus(ModuleState.Stopped);
        }

        var local = server.LocalSocketName is { } name ? $"@{name}" : server.LocalSocketProblem ?? "no local socket";
        return new ModuleStatus(ModuleState.Running, string.Create(CultureInfo.InvariantCulture,
            $"{string.Join(", ", server.EndPoints)}, {local}; {server.ActiveConnections} connections"));
    }

    private HamgmService.AsyncProcessor Serve(ThriftConnection connection, string localSocketName, ThriftSettings settings)
    {
        var caller = CallerPolicy.Identify(connection, localSocketName, settings.InsecureWrites);
        var handler = new HamgmHandler(_cluster, _config, caller, TimeProvider.System, connection.Stopping);
        return new HamgmService.AsyncProcessor(handler, new ProcessorLog(_log));
    }

    private void Report(LogLevel level, string message)
    {
        switch (level)
        {
            case >= LogLevel.Error:
                _log.Error(message);
                break;
            case LogLevel.Warning:
                _log.Warn(message);
                break;
            case LogLevel.Information:
                _log.Info(message);
                break;
            default:
                _log.Debug(message);
                break;
        }
    }
}
