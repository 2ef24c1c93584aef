using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using HAMgm.Cli.Options;
using HAMgm.Cli.Text;
using HAMgm.Thrift.Local;

namespace HAMgm.Cli.Connection;

/// <summary>
/// Finds the node. With --host: over TCP. Without: the abstract Unix socket beside the Thrift port,
/// where the local root is known by the kernel's word (design section 8), else TCP to localhost.
/// </summary>
internal sealed class Connector(Settings settings, Action<Phrase> report)
{
    /// <summary>What is being connected to, for messages.</summary>
    public string EndPoint { get; private set; } = string.Empty;

    /// <summary>A connection that stands.</summary>
    /// <exception cref="CliFailure">There is none to be had.</exception>
    public async Task<NodeConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var name = LocalSocket.NameFor(settings.Port);
        if (settings is { Host: null, Tls: not { IsOption: true } } && await ConnectLocalAsync(name, cancellationToken) is { } local)
        {
            return local;
        }

        var host = settings.Host ?? "localhost";
        Hint = settings.Tls is { } tls ? PkiMessages.HintCertificate.With(tls.Files.Certificate) : PkiMessages.HintNoCertificate;
        return settings.Tls is null
            ? await ConnectTcpAsync(host, null, cancellationToken)
            : await ConnectTlsAsync(host, settings.Tls, cancellationToken);
    }

    /// <summary>What may be behind a connection that ends before the first answer; empty: nothing special.</summary>
    public Phrase Hint { get; private set; } = Phrase.Verbatim(string.Empty);

    // Certificates that just lie in their usual place are no reason not to read from a node of this host that has none.
    private async Task<NodeConnection> ConnectTlsAsync(string host, TlsChoice choice, CancellationToken cancellationToken)
    {
        var door = new TlsDoor(choice, TimeProvider.System, report);
        try
        {
            return await ConnectTcpAsync(host, door, cancellationToken);
        }
        catch (CliFailure refused) when (refused.Code == 503 && refused.InnerException is null && !choice.IsAsked && IsLoopback(host))
        {
            report(PkiMessages.NotTls.With(EndPoint));
            return await ConnectTcpAsync(host, null, cancellationToken);
        }
    }

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private async Task<NodeConnection?> ConnectLocalAsync(string name, CancellationToken cancellationToken)
    {
        var begun = Begin("@" + name);
        try
        {
            var socket = await LocalSocket.ConnectAsync(name, cancellationToken);
            var owner = LocalSocket.PeerOf(socket).UserId;
            if (LocalSocket.CurrentUserId == 0 || owner == LocalSocket.CurrentUserId)
            {
                return Stand(new NetworkStream(socket, ownsSocket: true), begun);
            }

            // It would close the connection on us; TCP serves other users, for reading.
            socket.Dispose();
            report(Messages.SocketNotForUs.With(name, owner));
            return null;
        }
        catch (SocketException nobody)
        {
            report(Messages.NoLocalSocket.With(name, nobody.Message));
            return null;
        }
        catch (UnauthorizedAccessException stranger)
        {
            throw Failures.StrangersSocket(name, stranger);
        }
    }

    private async Task<NodeConnection> ConnectTcpAsync(string host, TlsDoor? door, CancellationToken cancellationToken)
    {
        var port = settings.Port.ToString(CultureInfo.InvariantCulture);
        var begun = Begin(host.Contains(':') && !host.StartsWith('[') ? $"[{host}]:{port}" : $"{host}:{port}");
        Socket? socket = null;
        try
        {
            if (IPAddress.TryParse(host, out var address))
            {
                socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(address, settings.Port, cancellationToken);
            }
            else
            {
                socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(host, settings.Port, cancellationToken);
            }

            var stream = new NetworkStream(socket, ownsSocket: true);
            Stream? through = door is null ? stream : await door.SecureAsync(stream, host, EndPoint, cancellationToken);
            var connection = through is null ? throw TlsDoor.Failed(EndPoint) : Stand(through, begun);
            socket = null;
            return connection;
        }
        catch (SocketException refused)
        {
            throw Failures.NotConnected(EndPoint, refused);
        }
        catch (ArgumentException impossible)
        {
            // A name that no resolver would take, such as one of 300 letters.
            throw CliFailure.Usage(Messages.CannotConnect.With(EndPoint, impossible.Message));
        }
        finally
        {
            socket?.Dispose();
        }
    }

    private long Begin(string endPoint)
    {
        EndPoint = endPoint;
        report(Messages.Connecting.With(endPoint));
        return Stopwatch.GetTimestamp();
    }

    private NodeConnection Stand(Stream stream, long begun)
    {
        report(Messages.Connected.With(EndPoint, Milliseconds.Since(begun)));
        return new NodeConnection(stream, EndPoint);
    }
}
