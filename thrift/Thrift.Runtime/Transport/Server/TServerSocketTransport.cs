using System.Net;
using System.Net.Sockets;
using Thrift.Transport.Client;

namespace Thrift.Transport.Server;

/// <summary>Waits for TCP connections. A plain one, for tools and tests; HAMgm's server has limits of its own.</summary>
public class TServerSocketTransport : TServerTransport
{
    private readonly TcpListener _listener;

    /// <summary>On all addresses, at a port.</summary>
    public TServerSocketTransport(int port, TConfiguration? config)
        : this(new TcpListener(IPAddress.IPv6Any, port) { Server = { DualMode = true } }, config)
    {
    }

    /// <summary>With a listener.</summary>
    public TServerSocketTransport(TcpListener listener, TConfiguration? config)
        : base(config)
    {
        _listener = listener ?? throw new ArgumentNullException(nameof(listener));
    }

    /// <inheritdoc/>
    public override void Listen()
    {
        try
        {
            _listener.Start();
        }
        catch (SocketException refused)
        {
            throw new TTransportException($"Cannot listen on {_listener.LocalEndpoint}: {refused.Message}", refused);
        }
    }

    /// <inheritdoc/>
    public override bool IsClientPending() => _listener.Pending();

    /// <inheritdoc/>
    public override void Close() => _listener.Stop();

    /// <inheritdoc/>
    protected override async ValueTask<TTransport> AcceptImplementationAsync(CancellationToken cancellationToken) =>
        new TSocketTransport(await _listener.AcceptTcpClientAsync(cancellationToken), Configuration);
}
