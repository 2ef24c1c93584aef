using System.Net;
using System.Net.Sockets;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Sync;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync.Peer;

/// <summary>Takes the peer's connections. Strangers are let in for as long as a handshake takes, and a few at a time.</summary>
internal sealed class PeerListener(SyncSettings settings, PeerDoor door, Func<PeerConnection, SyncCall, CancellationToken, Task<SyncReply?>> answer, ILogger log)
    : IAsyncDisposable
{
    private const int MaxConnections = 24;

    private readonly List<Socket> _listeners = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _room = new(MaxConnections);
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Listens.</summary>
    /// <exception cref="HamgmException">The port is in use, or an address is not this node's.</exception>
    public void Start()
    {
        foreach (var address in settings.Local)
        {
            var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _listeners.Add(listener);
            try
            {
                listener.Bind(new IPEndPoint(address, settings.PeerPort));
                listener.Listen(16);
            }
            catch (SocketException refused)
            {
                throw new HamgmException(
                    ErrorKind.Configuration, ErrorCodes.Conflict, "sync.peer_port",
                    $"{address}:{settings.PeerPort} cannot be listened on: {refused.Message}. Set sync.peer_port to a free port, the same on both nodes.", refused);
            }

            Track(AcceptAsync(listener));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listeners.ForEach(listener => listener.Dispose());
        Task[] running;
        lock (_lock)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running).WaitAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _room.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                await _room.WaitAsync(_stopping.Token);
                socket = await listener.AcceptAsync(_stopping.Token);
            }
            catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failed)
            {
                log.Warn("a connection could not be accepted", ("error", failed.Message));
                _room.Release();
                continue;
            }

            Track(ServeAsync(socket));
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        try
        {
            await using var connection = await door.OpenAsync(socket, isCaller: false, _stopping.Token);
            while (await connection.ReceiveAsync(SyncJson.Default.SyncCall, _stopping.Token) is { } call)
            {
                if (await AnswerAsync(connection, call) is not { } reply)
                {
                    return;
                }

                await connection.SendAsync(reply, SyncJson.Default.SyncReply, _stopping.Token);
            }
        }
        catch (SyncPeerException broken)
        {
            log.Warn("a connection for synchronising was closed", ("reason", broken.Message));
        }
        catch (OperationCanceledException)
        {
            // This node stops.
        }
        finally
        {
            socket.Dispose();
            if (!_stopping.IsCancellationRequested)
            {
                _room.Release();
            }
        }
    }

    // Null: the connection was used up by a tunnel.
    private async Task<SyncReply?> AnswerAsync(PeerConnection connection, SyncCall call)
    {
        try
        {
            return await answer(connection, call, _stopping.Token);
        }
        catch (SyncFailedException refused)
        {
            return new SyncReply { ErrorCode = refused.Code, Error = refused.Message, FailedItems = refused.FailedItems };
        }
        catch (HamgmException refused)
        {
            return new SyncReply { ErrorCode = refused.Code, Error = refused.Message };
        }
        catch (IOException refused)
        {
            return new SyncReply { ErrorCode = ErrorCodes.Internal, Error = refused.Message };
        }
    }

    private void Track(Task task)
    {
        lock (_lock)
        {
            _running.Add(task);
        }

        task.ContinueWith(
            done =>
            {
                lock (_lock)
                {
                    _running.Remove(done);
                }
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
