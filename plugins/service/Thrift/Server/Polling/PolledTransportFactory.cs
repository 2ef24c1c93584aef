using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace HAMgm.Service.Thrift.Server.Polling;

/// <summary>
/// A transport for Kestrel's connection abstractions, in the place of its own one: that hands each
/// call over between three threads (the poller's, a receiving and a handling one), which costs more
/// than the call itself. Docs: plugins/service/Thrift/README.md, tests/Benchmarks.
/// </summary>
internal sealed class PolledTransportFactory(PollLoop loop, int maxBufferBytes) : IConnectionListenerFactory
{
    private const int Backlog = 512;

    /// <exception cref="AddressInUseException">Somebody else listens there.</exception>
    /// <exception cref="SocketException">It cannot be listened on for another reason.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket? socket = endpoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endpoint is IPEndPoint { Address: var address } && address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(endpoint);
            socket.Listen(Backlog);
            var listener = new PolledListener(loop, socket, maxBufferBytes);
            socket = null;
            return new ValueTask<IConnectionListener>(listener);
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(taken.Message, taken);
        }
        finally
        {
            socket?.Dispose();
        }
    }
}
