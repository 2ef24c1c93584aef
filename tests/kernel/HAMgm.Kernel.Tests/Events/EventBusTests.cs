using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Events;

namespace HAMgm.Kernel.Tests.Events;

[TestClass]
public sealed class EventBusTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [TestMethod]
    public async Task Publish_ManyEvents_ArriveInOrderOneAtATime()
    {
        using var bus = new EventBus(TimeProvider.System);
        var handler = new Collecting(1000);
        bus.Subscribe(handler, 1000);
        for (int i = 0; i < 1000; i++)
        {
            Assert.IsTrue(bus.Publish(new NumberEvent(i)));
        }

        await handler.Done.WaitAsync(Patience);
        CollectionAssert.AreEqual(Enumerable.Range(0, 1000).ToArray(), handler.Numbers.ToArray());
    }

    [TestMethod]
    public async Task Publish_OneHandlerBlocks_TheOtherIsServed()
    {
        using var bus = new EventBus(TimeProvider.System);
        var blocked = new Blocking();
        var other = new Collecting(1);
        bus.Subscribe(blocked);
        bus.Subscribe(other);
        bus.Publish(new NumberEvent(1));
        await other.Done.WaitAsync(Patience);
        blocked.Release.SetResult();
    }

    [TestMethod]
    public async Task Publish_QueueIsFull_DropsTheNewestCountsAndReportsOnce()
    {
        var clock = new ManualTimers();
        using var bus = new EventBus(clock);
        var blocked = new Blocking();
        var reports = new Reports();
        bus.Subscribe(blocked, 2);
        bus.Subscribe(reports);
        Assert.IsTrue(bus.Publish(new NumberEvent(0)));
        await blocked.Entered.Task.WaitAsync(Patience);
        Assert.IsTrue(bus.Publish(new NumberEvent(1)));
        Assert.IsTrue(bus.Publish(new NumberEvent(2)));
        Assert.IsFalse(bus.Publish(new NumberEvent(3)));
        Assert.IsFalse(bus.Publish(new NumberEvent(4)));
        Assert.AreEqual(2, bus.DroppedTotal);
        clock.FireAll();
        EventsDroppedEvent report = await reports.First.Task.WaitAsync(Patience);
        Assert.AreEqual(new EventsDroppedEvent(nameof(Blocking), nameof(NumberEvent), 2), report);
        blocked.Release.SetResult();
    }

    [TestMethod]
    public async Task Publish_SteadyState_AllocatesNothing()
    {
        using var bus = new EventBus(TimeProvider.System);
        var handler = new Counting();
        bus.Subscribe(handler, 4096);
        bus.Subscribe(new Counting(), 4096);
        var number = new NumberEvent(1);
        long allocated = long.MaxValue;
        for (int round = 0; round < 5 && allocated != 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                bus.Publish(number);
            }

            // The first rounds grow the rings and the pool's own queues.
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            await handler.WaitForAsync((round + 1) * 1000).WaitAsync(Patience);
        }

        Assert.AreEqual(0, allocated);
    }

    [TestMethod]
    public async Task PublishSync_TwoHandlersOneThrows_AllHaveRun()
    {
        using var bus = new EventBus(TimeProvider.System);
        var good = new Collecting(1);
        bus.Subscribe<NumberEvent>(new Throwing());
        bus.Subscribe(good);
        AggregateException error = await Assert.ThrowsExactlyAsync<AggregateException>(
            () => bus.PublishSyncAsync(new NumberEvent(1), CancellationToken.None).WaitAsync(Patience));
        Assert.AreEqual("no", error.InnerExceptions.Single().Message);
        Assert.AreEqual(1, good.Numbers.Count);
    }

    [TestMethod]
    public async Task PublishSync_NobodyListensOrSubscriptionEnds_Returns()
    {
        using var bus = new EventBus(TimeProvider.System);
        await bus.PublishSyncAsync(new NumberEvent(1), CancellationToken.None);
        var blocked = new Blocking();
        using IDisposable subscription = bus.Subscribe(blocked);
        bus.Publish(new NumberEvent(1));
        await blocked.Entered.Task.WaitAsync(Patience);
        Task publication = bus.PublishSyncAsync(new NumberEvent(2), CancellationToken.None);
        subscription.Dispose();
        await publication.WaitAsync(Patience);
        blocked.Release.SetResult();
    }

    [TestMethod]
    public async Task Unsubscribe_Handler_GetsNothingMore()
    {
        using var bus = new EventBus(TimeProvider.System);
        var gone = new Collecting(1);
        bus.Subscribe(gone);
        bus.Unsubscribe(gone);
        await bus.PublishSyncAsync(new NumberEvent(1), CancellationToken.None).WaitAsync(Patience);
        Assert.AreEqual(0, gone.Numbers.Count);
    }

    [TestMethod]
    public void Subscribe_QueueLengthOutOfRange_IsRefused()
    {
        using var bus = new EventBus(TimeProvider.System);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => bus.Subscribe(new Counting(), 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => bus.Subscribe(new Counting(), 65537));
    }

    private sealed record NumberEvent(int Number) : IEvent;

    private sealed class Collecting(int wanted) : IEventHandler<NumberEvent>
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<int> Numbers { get; } = [];

        public Task Done => _done.Task;

        public async ValueTask HandleEventAsync(NumberEvent @event, CancellationToken cancellationToken)
        {
            await Task.Yield();
            Numbers.Add(@event.Number);
            if (Numbers.Count == wanted)
            {
                _done.TrySetResult();
            }
        }
    }

    private sealed class Counting : IEventHandler<NumberEvent>
    {
        private int _count;

        public async Task WaitForAsync(int count)
        {
            while (Volatile.Read(ref _count) < count)
            {
                await Task.Yield();
            }
        }

        public ValueTask HandleEventAsync(NumberEvent @event, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Blocking : IEventHandler<NumberEvent>
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask HandleEventAsync(NumberEvent @event, CancellationToken cancellationToken)
        {
            Entered.TrySetResult();
            await Release.Task;
        }
    }

    private sealed class Throwing : IEventHandler<NumberEvent>
    {
        public ValueTask HandleEventAsync(NumberEvent @event, CancellationToken cancellationToken) => throw new InvalidOperationException("no");
    }

    private sealed class Reports : IEventHandler<EventsDroppedEvent>
    {
        public TaskCompletionSource<EventsDroppedEvent> First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask HandleEventAsync(EventsDroppedEvent @event, CancellationToken cancellationToken)
        {
            First.TrySetResult(@event);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class ManualTimers : TimeProvider
    {
        private readonly List<ManualTimer> _timers = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new ManualTimer(() => callback(state)) { DueTime = dueTime };
            _timers.Add(timer);
            return timer;
        }

        public void FireAll()
        {
            foreach (ManualTimer timer in _timers.Where(timer => timer.DueTime != Timeout.InfiniteTimeSpan))
            {
                timer.DueTime = Timeout.InfiniteTimeSpan;
                timer.Fire();
            }
        }
    }

    private sealed class ManualTimer(Action fire) : ITimer
    {
        public TimeSpan DueTime { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            DueTime = dueTime;
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
