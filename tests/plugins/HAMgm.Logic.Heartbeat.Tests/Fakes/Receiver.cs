using HAMgm.Contracts.Peer;
using HAMgm.Linux.Packets;

namespace HAMgm.Logic.Heartbeat.Tests.Fakes;

/// <summary>Does for a test what the decision loop does in the product: polls the datagram sockets and has them read.</summary>
internal sealed class Receiver : IDisposable
{
    private readonly Poller _poller;
    private readonly Thread _thread;
    private volatile bool _isStopping;

    public Receiver(IPeerLink link)
    {
        int sockets = link.DatagramSockets.Count;
        _poller = new Poller(link.DatagramSockets);
        _thread = new Thread(() =>
        {
            while (!_isStopping)
            {
                _ = _poller.Wait(-1);
                for (int index = 0; index < sockets; index++)
                {
                    link.ReceiveDatagram(index);
                }
            }
        }) { IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _isStopping = true;
        _poller.Wake();
        _thread.Join();
        _poller.Dispose();
    }
}
