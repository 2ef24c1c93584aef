using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;
using HAMgm.Logic.VipControl.Commands;

namespace HAMgm.Logic.VipControl.Tests.Commands;

[TestClass]
public sealed class CommandQueueTests
{
    [TestMethod]
    public void Add_SeveralKinds_TakenInOrder()
    {
        CommandQueue queue = new();
        queue.Add(Order(VipCommandKind.ProbeWire));
        queue.Add(Order(VipCommandKind.Bind, 2));
        queue.Add(Order(VipCommandKind.Release, 2));
        CollectionAssert.AreEqual(
            new[] { VipCommandKind.ProbeWire, VipCommandKind.Bind, VipCommandKind.Release },
            Drain(queue).Select(order => order.Kind).ToArray());
    }

    [TestMethod]
    public void Add_ProbesBeyondHalf_DroppedAndCounted()
    {
        CommandQueue queue = new();
        int taken = Enumerable.Range(0, 200).Count(_ => queue.Add(Order(VipCommandKind.ProbeGateway)));
        Assert.AreEqual(128, taken);
        Assert.AreEqual(72, queue.Dropped);
        Assert.IsTrue(queue.Add(Order(VipCommandKind.Release, 4)));
        Assert.AreEqual(VipCommandKind.Release, Drain(queue)[^1].Kind);
    }

    [TestMethod]
    public void Add_RefreshAfterRefresh_KeepsOneWithTheNewerDeadline()
    {
        CommandQueue queue = new();
        queue.Add(Order(VipCommandKind.Bind, 2));
        queue.Add(Order(VipCommandKind.Refresh, 2, 100));
        queue.Add(Order(VipCommandKind.ProbeWire));
        queue.Add(Order(VipCommandKind.Refresh, 2, 200));
        List<VipCommand> all = Drain(queue);
        Assert.HasCount(3, all);
        Assert.AreEqual(new MonotonicTime(200), all[1].Until);
    }

    [TestMethod]
    public void Add_RefreshAfterRelease_StaysBehindIt()
    {
        CommandQueue queue = new();
        queue.Add(Order(VipCommandKind.Refresh, 2, 100));
        queue.Add(Order(VipCommandKind.Release, 2));
        queue.Add(Order(VipCommandKind.Refresh, 2, 200));
        Assert.HasCount(3, Drain(queue));
    }

    [TestMethod]
    public void Add_FullOfProbesAndPromises_DropsTheProbesOnly()
    {
        CommandQueue queue = new();
        for (int index = 0; index < 128; index++)
        {
            queue.Add(Order(VipCommandKind.ProbeWire));
        }

        for (int index = 0; index < 129; index++)
        {
            queue.Add(Order(VipCommandKind.Release, index + 1));
        }

        List<VipCommand> all = Drain(queue);
        Assert.HasCount(129, all);
        Assert.AreEqual(128, queue.Dropped);
        Assert.AreEqual(new Epoch(129), all[^1].Term);
    }

    [TestMethod]
    public void Add_FullOfPromises_OneReleaseStandsForTheOldOnes()
    {
        CommandQueue queue = new();
        for (int index = 1; index <= CommandQueue.Capacity; index++)
        {
            queue.Add(Order(VipCommandKind.Bind, index));
        }

        queue.Add(Order(VipCommandKind.Bind, 1000));
        List<VipCommand> all = Drain(queue);
        Assert.HasCount(2, all);
        Assert.AreEqual(VipCommandKind.Release, all[0].Kind);
        Assert.AreEqual(new Epoch(CommandQueue.Capacity), all[0].Term);
        Assert.AreEqual(new Epoch(1000), all[1].Term);
    }

    [TestMethod]
    public void AddAndTake_SteadyState_AllocateNothing()
    {
        CommandQueue queue = new();
        void Round()
        {
            queue.Add(Order(VipCommandKind.Refresh, 2));
            queue.Add(Order(VipCommandKind.ProbeWire));
            while (queue.TryTake(out _))
            {
            }
        }

        for (int index = 0; index < 100; index++)
        {
            Round();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int index = 0; index < 1000; index++)
        {
            Round();
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static VipCommand Order(VipCommandKind kind, long term = 0, long until = 0) =>
        new() { Kind = kind, Term = new Epoch(term), Until = new MonotonicTime(until) };

    private static List<VipCommand> Drain(CommandQueue queue)
    {
        List<VipCommand> all = [];
        while (queue.TryTake(out VipCommand order))
        {
            all.Add(order);
        }

        return all;
    }
}
