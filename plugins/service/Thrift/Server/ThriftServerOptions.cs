using System.Net;
using System.Net.Security;
using HAMgm.Thrift.Local;

namespace HAMgm.Service.Thrift.Server;

/// <summary>Where the server listens, and what it lets a client cost.</summary>
public sealed class ThriftServerOptions
{
    /// <summary>The TCP end points; port 0 takes a free one. Default: 127.0.0.1:9090.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; init; } = [new IPEndPoint(IPAddress.Loopback, 9090)];

    /// <summary>Whether to listen on the abstract Unix socket as well. Default: yes.</summary>
    public bool LocalSocket { get; init; } = true;

    /// <summary>The abstract socket's name; null: hamgm- and the port of the first TCP end point.</summary>
    public string? LocalSocketName { get; init; }

    /// <summary>Who may connect to the Unix socket. Default: root, and the user that runs the service.</summary>
    public Func<PeerCredentials, bool> LocalUserAllowed { get; init; } = static peer =>
        peer.UserId == 0 || peer.UserId == HAMgm.Thrift.Local.LocalSocket.CurrentUserId;

    /// <summary>TLS for the TCP end points; null: none. The Unix socket never has it.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>TLS decided for each connection anew, told where it comes from, so that certificates can be exchanged at run time; null: <see cref="Tls"/> is for all.</summary>
    public Func<EndPoint?, TlsHandshake>? TlsFor { get; init; }

    /// <summary>Most TCP connections at a time; a further one takes the place of the oldest that has not brought a whole
    /// call yet, and is closed at once if there is none. Default: 256.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>Most connections to the Unix socket at a time, so that TCP cannot lock the local root out. Default: 32.</summary>
    public int MaxLocalConnections { get; init; } = 32;

    /// <summary>
    /// Largest message in bytes, framed or not, call or answer. Default: 1 MiB; the calls are
    /// small, and all connections together must fit into the memory of an appliance.
    /// </summary>
    public int MaxMessageBytes { get; init; } = 1024 * 1024;

    /// <summary>How long a new connection may take to its first byte, the TLS handshake included. Default: 10 s.</summary>
    public TimeSpan FirstByteTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may lie idle between calls. Default: 10 min.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a call may take to arrive, from its first byte to its last. Default: 10 s.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may take to take an answer. Default: 10 s.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long calls may go on when the server stops. Default: 5 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Threads that receive calls and serve them on the spot; more are added while handlers block. Default: 2.</summary>
    public int IoThreads { get; init; } = 2;
}
