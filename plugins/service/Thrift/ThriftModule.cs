using System.Composition;
using System.Globalization;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Management;
using HAMgm.Service.Thrift.Calls;
using HAMgm.Service.Thrift.Security;
using HAMgm.Service.Thrift.Server;
using HAMgm.Thrift;
using HAMgm.Tls;
using Thrift.Processor;
using ILogger = HAMgm.Contracts.Logging.ILogger;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace HAMgm.Service.Thrift;

/// <summary>service.thrift: the interface of the specification over TCP, with or without TLS, and the local socket.</summary>
[Shared]
[Export(typeof(IModule))]
public sealed class ThriftModule : IModule
{
    private readonly IConfigManager _config;
    private readonly IClusterManager _cluster;
    private readonly IPluginOperations _plugins;
    private readonly IHost _host;
    private readonly ILogger _log;
    private readonly IEventBus _bus;
    private ThriftServer? _server;
    private TlsGate? _gate;

    /// <summary>The logs of both nodes; null in a test that has none.</summary>
    [Import(AllowDefault = true)]
    public IClusterLog? ClusterLog { get; set; }

    /// <summary>Where it listens, for tests that let the system choose the port; null while it does not run.</summary>
    internal ThriftServer? Server => _server;

    /// <summary>Called by the composition.</summary>
    [ImportingConstructor]
    public ThriftModule(IConfigManager config, IClusterManager cluster, IPluginOperations plugins, IHost host, ILogger log, IEventBus bus)
    {
        _config = config;
        _cluster = cluster;
        _plugins = plugins;
        _host = host;
        _log = log;
        _bus = bus;
    }

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        OpenGate(ThriftSettings.Read(_config));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = ThriftSettings.Read(_config);
        var gate = OpenGate(settings);
        var options = new ThriftServerOptions
        {
            EndPoints = [settings.EndPoint],

            // Reading is open to whoever is on this host, as it is over loopback TCP; CallerPolicy makes root alone admin.
            LocalUserAllowed = static _ => true,
            TlsFor = gate is null ? null : gate.Begin,
        };
        ThriftServer? server = null;
        server = new ThriftServer(options, connection => Serve(connection, server!.LocalSocketName ?? "", settings, gate), Report);
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
        _gate = gate;
        if (settings.InsecureWrites && gate is null)
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
            $"{string.Join(", ", server.EndPoints)}, {local}; {server.ActiveConnections} connections{DescribeTls()}"));
    }

    private ITAsyncProcessor Serve(ThriftConnection connection, string localSocketName, ThriftSettings settings, TlsGate? gate)
    {
        var caller = CallerPolicy.Identify(connection, localSocketName, settings.InsecureWrites && gate is null);
        var handler = new HamgmHandler(_cluster, _plugins, _config, caller, TimeProvider.System, connection.Stopping) { Log = ClusterLog };
        var processor = new HamgmService.AsyncProcessor(handler, new ProcessorLog(_log));
        return gate is not null && connection.Certificate is not null
            ? new RecheckedProcessor(processor, connection, gate, TimeProvider.System)
            : processor;
    }

    /// <summary>The gate, or null without TLS. A node that could not prove who it is must not start as if it could.</summary>
    private TlsGate? OpenGate(ThriftSettings settings)
    {
        if (settings.Tls is not { } files)
        {
            return null;
        }

        try
        {
            var store = new TlsStore(files);
            RequireNode(store.Current());
            store.Reloaded += OnReloaded;
            return new TlsGate(store, _bus, TimeProvider.System);
        }
        catch (TlsException unusable)
        {
            throw new HamgmException(ErrorKind.Configuration, ErrorCodes.BadRequest, "thrift.tls", $"thrift.tls: {unusable.Message}", unusable);
        }
    }

    // Expired is no reason not to start: the local socket serves on, and says so. Another's certificate is.
    private void RequireNode(TlsMaterial material)
    {
        var nodeId = _config.GetString("node.id");
        if (material.Identity is not { Role: TlsRole.Node } identity || identity.Name != nodeId)
        {
            throw new TlsException(
                TlsProblem.WrongRole,
                $"{_config.GetString("thrift.tls.cert")} is the certificate of {material.Identity?.ToString() ?? "nobody of HAMgm"}, not of node '{nodeId}': make one with 'hamgm-cli pki issue node {nodeId}'.");
        }

        if (material.JudgeOwn(TimeProvider.System.GetUtcNow(), asServer: true) is { Problem: not TlsProblem.None } verdict)
        {
            _log.Error("clients will refuse this node", ("thrift.tls.cert", verdict.Describe()));
        }
    }

    private void OnReloaded(TlsException? refused)
    {
        if (refused is null)
        {
            _log.Info("the certificates were loaded again", ("tls", DescribeTls()));
        }
        else
        {
            _log.Warn("changed certificates cannot be used; the ones before stay in force", ("error", refused.Message));
        }
    }

    private string DescribeTls() => _gate is not { } gate ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"; TLS until {gate.Store.Current().NotAfter:yyyy-MM-dd}, {gate.Refused} handshakes refused{(gate.Store.Problem is { } problem ? $"; {problem}" : "")}");

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
