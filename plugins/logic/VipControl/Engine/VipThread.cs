using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;
using HAMgm.Linux;
using HAMgm.Linux.Processes;
using HAMgm.Logic.VipControl.Commands;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>
/// The VIP's own thread: takes the orders one by one, does what falls due, reads the sockets, and waits in one poll for
/// all of it. Under SCHED_FIFO where that is permitted.
/// </summary>
internal sealed class VipThread
{
    /// <summary>Below the interrupt threads (50), above everything ordinary.</summary>
    private const int Priority = 30;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private readonly VipSession session;
    private readonly VipEngine engine;
    private readonly CommandQueue queue;
    private readonly IVipClock clock;
    private readonly IVipSink sink;
    private readonly IVipAlarms alarms;
    private readonly ILogger log;
    private readonly Thread thread;
    private volatile bool stopping;
    private MonotonicTime reportAt;

    internal VipThread(VipSession session, VipEngine engine, CommandQueue queue, IVipClock clock, IVipSink sink, IVipAlarms alarms, ILogger log)
    {
        this.sink = sink;
        this.alarms = alarms;
        this.session = session;
        this.engine = engine;
        this.queue = queue;
        this.clock = clock;
        this.log = log;
        thread = new Thread(Run) { Name = "hamgm-vip", IsBackground = true };
    }

    /// <summary>Why the thread is an ordinary one; empty when it has SCHED_FIFO.</summary>
    internal string SchedulingNote { get; private set; } = "";

    internal void Start() => thread.Start();

    /// <summary>Tells the thread that an order waits. Returns at once, also after the end.</summary>
    internal void Wake()
    {
        try
        {
            session.Poller.Wake();
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile: nothing is bound any more, and there is nobody to order.
        }
    }

    /// <summary>Asks the thread to release everything and end. False when it had not by then.</summary>
    internal bool Stop(TimeSpan limit)
    {
        stopping = true;
        Wake();
        return thread.Join(limit);
    }

    private void Run()
    {
        if (!RealTime.TrySetCurrentThreadFifo(Priority, out string refusal))
        {
            SchedulingNote = refusal;
            RealTime.SetCurrentThreadTimerSlack(TimeSpan.FromMicroseconds(1));
        }

        using (session)
        {
            session.Introduce(clock, sink, alarms);
            while (!stopping)
            {
                while (!stopping && queue.TryTake(out VipCommand command))
                {
                    Execute(command);
                }

                engine.Tick();
                session.KeepWarm();
                Wait();
            }

            Leave();
        }
    }

    private void Execute(in VipCommand command)
    {
        if (command.Cause == 0)
        {
            engine.Execute(command);
            return;
        }

        // What is logged of it bears the call's number. To set it allocates: not in the steady state.
        using CorrelationScope scope = Correlation.Use(command.Cause);
        engine.Execute(command);
    }

    private void Wait()
    {
        TimeSpan left = MonotonicTime.Min(engine.NextDue, session.NextDue) - clock.Now;
        left = left < LongestWait ? left : LongestWait;
        if (session.Poller.Wait(Math.Max(0, left.Ticks) * TimeSpan.NanosecondsPerTick) == 0)
        {
            return;
        }

        try
        {
            session.Receive(engine, clock, sink, alarms);
        }
        catch (LinuxException trouble)
        {
            OnSocketTrouble(trouble);
        }
    }

    /// <summary>
    /// What a socket could not give is missing evidence, which the core knows how to judge. Under SCHED_FIFO a socket that
    /// stays in error must not spin, hence the pause.
    /// </summary>
    private void OnSocketTrouble(LinuxException trouble)
    {
        MonotonicTime now = clock.Now;
        if (now >= reportAt)
        {
            reportAt = now + LongestWait;
            log.Error("a socket of the VIP could not be read", ("reason", trouble.Message));
        }

        Thread.Sleep(1);
    }

    /// <summary>A clean stop: nothing stays bound, and only then the gate goes.</summary>
    private void Leave()
    {
        if (engine.IsParked)
        {
            // The next process takes it up, or the guard ends it; address and gate end by themselves (R14).
            return;
        }

        engine.Execute(new VipCommand { Kind = VipCommandKind.Release, Term = engine.NewestTerm });
        MonotonicTime until = clock.Now + LongestWait;
        while (!engine.IsClear && clock.Now < until)
        {
            Wait();
            engine.Tick();
        }

        if (!engine.IsClear)
        {
            log.Error("the VIP could not be removed before the stop; the gate stays shut over it, and the kernel drops it with its lease");
            return;
        }

        try
        {
            session.Gate.Remove();
        }
        catch (LinuxException refusal)
        {
            log.Warn("the gate could not be removed", ("reason", refusal.Message));
        }
    }
}
