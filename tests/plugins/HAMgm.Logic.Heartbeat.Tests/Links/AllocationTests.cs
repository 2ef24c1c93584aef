using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Tests.Fakes;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Heartbeat.Tests.Links;

[TestClass]
public sealed class AllocationTests
{
    private const int WarmUp = 200;
    private const int Measured = 1000;

    [TestMethod]
    public async Task FastPath_SteadyState_AllocatesNothingInEitherDirection()
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port, c => c["cluster.secret"] = "s").StartAsync();
        await using TestNode second = await TestNode.Second(port, c => c["cluster.secret"] = "s").StartAsync();

        // TCP would deliver some of the states on threads of its own.
        first.Module.StopHeartbeat();
        second.Module.StopHeartbeat();
        CountingSink sink = new();
        second.Module.Attach(sink);
        ulong number = 0;
        await SendAsync(WarmUp);
        sink.Begin();
        long sent = await SendAsync(Measured);

        // Less than a byte a message: what the runtime allocates once, when it recompiles a hot method, is not ours.
        Assert.IsLessThan(Measured, sent);
        Assert.IsLessThan(Measured, sink.AllocatedBytes);

        async Task<long> SendAsync(int count)
        {
            long allocated = 0;
            for (int i = 0; i < count; i++)
            {
                PeerState state = SampleState.Create(sequence: ++number);
                long before = GC.GetAllocatedBytesForCurrentThread();
                Assert.IsTrue(first.Module.Send(state));
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                await TestNode.Until(() => sink.Last == number, "the state");
            }

            return allocated;
        }
    }

    private sealed class CountingSink : IPeerLinkSink
    {
        private ulong _last;
        private long _before = -1;
        private long _allocated;
        private volatile bool _begin;

        public ulong Last => Volatile.Read(ref _last);

        public long AllocatedBytes => Volatile.Read(ref _allocated);

        public void Begin() => _begin = true;

        public void OnState(in PeerState state, int link, MonotonicTime receivedAt)
        {
            long now = GC.GetAllocatedBytesForCurrentThread();
            if (_begin)
            {
                _allocated += _before < 0 ? 0 : now - _before;
                _before = now;
            }

            Volatile.Write(ref _last, state.Sequence);
        }

        public void OnConnection(int link, bool isUp, MonotonicTime at)
        {
        }
    }
}
