using System.Net;
using System.Net.Sockets;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Sync;

namespace HAMgm.Logic.Sync.Peer;

/// <summary>
/// The STANDBY's end of the tunnel: a port on loopback, chosen by the kernel and open for one run, at which rsync finds the
/// PRIMARY's daemon. Whoever else connects meets the daemon's password.
/// </summary>
internal sealed class TunnelMouth : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _closing;
    private readonly PeerDoor _door;
    private readonly string _set;
    private readonly ILogger _log;
    private readonly Task _accepting;

    public TunnelMouth(PeerDoor door, string set, ILogger log, CancellationToken cancellationToken)
    {
        _door = door;
        _set = set;
        _log = log;
        _closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(2);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Why the last connection came to nothing; empty when it did not.</summary>
    public string Problem { get; private set; } = "";

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync(_closing.Token);
            }
            catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }

            // rsync makes one connection a run; one after the other is all that is needed.
            await CarryAsync(socket);
        }
    }

    private async Task CarryAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using var peer = await _door.ConnectAsync(_closing.Token);
                await PeerCalls.AskAsync(peer, new SyncCall { Op = SyncCall.Tunnel, Set = _set }, _closing.Token);
                Problem = "";
                await TunnelRelay.RunAsync(socket, peer, _closing.Token);
            }
            catch (Exception failed) when (failed is SyncPeerException or HamgmException or OperationCanceledException)
            {
                Problem = failed.Message;
                _log.Warn("the tunnel for rsync ended", ("set", _set), ("reason", failed.Message));
            }
        }
    }
}
