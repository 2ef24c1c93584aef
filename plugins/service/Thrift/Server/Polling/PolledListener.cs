using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace HAMgm.Service.Thrift.Server.Polling;

/// <summary>Accepts connections for a <see cref="PollLoop"/>.</summary>
internal sealed class PolledListener(PollLoop loop, Socket socket, int maxBufferBytes) : IConnectionListener
{
    private static readonly TimeSpan PauseWithoutDescriptors = TimeSpan.FromMilliseconds(100);

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    /// <summary>The next connection; null when the listener is closed.</summary>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Socket? accepted = null;
            try
            {
                accepted = await socket.AcceptAsync(cancellationToken);
                if (accepted.AddressFamily != AddressFamily.Unix)
                {
                    accepted.NoDelay = true;
                }

                var connection = new PolledConnection(loop, accepted, maxBufferBytes);
                accepted = null;
                return connection;
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException closed) when (closed.SocketErrorCode == SocketError.OperationAborted)
            {
                return null;
            }
            catch (SocketException exhausted) when (exhausted.SocketErrorCode == SocketError.TooManyOpenSockets)
            {
                await Task.Delay(PauseWithoutDescriptors, cancellationToken);
            }
            catch (SocketException)
            {
                // That client has gone before it was accepted; the next one.
            }
            catch (IOException)
            {
                // The kernel has no room for one more to watch.
                await Task.Delay(PauseWithoutDescriptors, cancellationToken);
            }
            finally
            {
                accepted?.Dispose();
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();
}
