using System.Net;
using System.Net.Sockets;

namespace HAMgm.TestSupport;

/// <summary>A link between two addresses that a test can cut: what is under way is lost, and nothing comes through until it is mended.</summary>
internal sealed class CuttableLink : IDisposable
{
    private readonly TcpListener _listener;
    private readonly IPEndPoint _target;
    private readonly HashSet<Socket> _open = [];
    private bool _isCut;

    public CuttableLink(IPAddress address, IPAddress target, int port)
    {
        _target = new IPEndPoint(target, port);
        _listener = new TcpListener(address, port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public void Cut()
    {
        lock (_open)
        {
            _isCut = true;
            foreach (var socket in _open)
            {
                socket.Close(0);
            }

            _open.Clear();
        }
    }

    public void Mend()
    {
        lock (_open)
        {
            _isCut = false;
        }
    }

    public void Dispose()
    {
        Cut();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptSocketAsync();
                _ = CarryAsync(near);
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(Socket near)
    {
        var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            lock (_open)
            {
                if (_isCut)
                {
                    near.Close(0);
                    return;
                }

                _open.Add(near);
                _open.Add(far);
            }

            await far.ConnectAsync(_target);
            await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // Cut, or nobody there.
        }
        finally
        {
            near.Dispose();
            far.Dispose();
            lock (_open)
            {
                _open.Remove(near);
                _open.Remove(far);
            }
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // Either side hung up.
        }
    }
}
