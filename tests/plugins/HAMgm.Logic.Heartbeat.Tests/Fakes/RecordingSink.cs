using System.Collections.Concurrent;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;

namespace HAMgm.Logic.Heartbeat.Tests.Fakes;

internal sealed class RecordingSink : IPeerLinkSink
{
    public ConcurrentQueue<(PeerState State, int Link, MonotonicTime At)> States { get; } = new();

    public ConcurrentQueue<(int Link, bool IsUp)> Connections { get; } = new();

    public void OnState(in PeerState state, int link, MonotonicTime receivedAt) => States.Enqueue((state, link, receivedAt));

    public void OnConnection(int link, bool isUp, MonotonicTime at) => Connections.Enqueue((link, isUp));
}
