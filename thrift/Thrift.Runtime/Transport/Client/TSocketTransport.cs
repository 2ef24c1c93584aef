using System.Net;
using System.Net.Sockets;

namespace Thrift.Transport.Client;

/// <summary>A TCP connection.</summary>
public class TSocketTransport : TStreamTransport
{
    private readonly IPAddress? _address;
    private TcpClient? _client;

    /// <summary>To an address; timeout in milliseconds bounds connecting and each read and write (0: unbounded).</summary>
    public TSocketTransport(IPAddress host, int port, TConfiguration? config, int timeout = 0)
        : this(host?.ToString() ?? throw new ArgumentNullException(nameof(host)), port, config, timeout)
    {
        _address = host;
    }

    /// <summary>To a host; timeout in milliseconds bounds connecting and each read and write (0: unbounded).</summary>
    public TSocketTransport(string host, int port, TConfiguration? config, int timeout = 0)
        : base(config)
    {
        Host = host ?? throw new ArgumentNullException(nameof(host));
        Port = port;
        IoTimeout = TimeSpan.FromMilliseconds(timeout);
    }

    /// <summary>Over a connection that stands.</summary>
    public TSocketTransport(TcpClient client, TConfiguration? config)
        : base(config)
    {
        _client = client ?? throw new ArgumentNullException(nameof(client));
        Host = (client.Client.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? string.Empty;
        Port = (client.Client.RemoteEndPoint as IPEndPoint)?.Port ?? 0;
        client.NoDelay = true;
        InputStream = OutputStream = client.GetStream();
    }

    /// <summary>The other side.</summary>
    public string Host { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>The connection, null before it is opened.</summary>
    public TcpClient? TcpClient => _client;

    /// <inheritdoc/>
    public override bool IsOpen => base.IsOpen && _client is { Connected: true };

    /// <inheritdoc/>
    public override async Task OpenAsync(CancellationToken cancellationToken = default)
    {
        if (IsOpen)
        {
            throw new TTransportException(TTransportException.ExceptionType.AlreadyOpen, "The connection is open already.");
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (IoTimeout > TimeSpan.Zero)
        {
            timeout.CancelAfter(IoTimeout);
        }

        var client = new TcpClient { NoDelay = true };
        try
        {
            await (_address is null
                ? client.ConnectAsync(Host, Port, timeout.Token)
                : client.ConnectAsync(_address, Port, timeout.Token));
            InputStream = OutputStream = await SecureAsync(client.GetStream(), timeout.Token);
            _client = client;
            client = null;
        }
        catch (OperationCanceledException cancelled) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TTransportException(
                TTransportException.ExceptionType.TimedOut,
                $"No connection to {Host}:{Port} within {IoTimeout.TotalMilliseconds:0} ms.",
                cancelled);
        }
        catch (SocketException refused)
        {
            throw CannotConnect(refused);
        }
        catch (IOException broken)
        {
            throw CannotConnect(broken);
        }
        finally
        {
            client?.Dispose();
        }
    }

    /// <inheritdoc/>
    public override void Close()
    {
        base.Close();
        _client?.Dispose();
        _client = null;
    }

    /// <summary>What lies between TCP and Thrift: here nothing.</summary>
    private protected virtual Task<Stream> SecureAsync(NetworkStream stream, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(stream);

    private TTransportException CannotConnect(Exception cause) => new(
        TTransportException.ExceptionType.NotOpen,
        $"Cannot connect to {Host}:{Port}: {cause.Message}",
        cause);
}
