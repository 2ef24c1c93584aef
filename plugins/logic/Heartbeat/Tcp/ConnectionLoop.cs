using HAMgm.Contracts.Time;
using HAMgm.Linux.Packets;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>
/// The thread of all connections: waits for their sockets and deadlines in one poll. A frame that comes, or a beat that is
/// due, so wakes one thread once. On the thread pool the same frame woke the framework's socket thread, a worker and, to be
/// sure, a second worker, and each timer its thread twice: that cost more than all that keeps the leases.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="onTurn">Called at every turn with the time; tells when it wants to be called at the latest.</param>
/// <remarks>Of ordinary priority: what must be on time is sent by datagram.</remarks>
internal sealed class ConnectionLoop(Clock clock, Func<MonotonicTime, MonotonicTime> onTurn) : IDisposable
{
    // How soon a setting that was made shorter takes effect.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly PollSet _poll = new();
    private readonly Lock _gate = new();
    private readonly List<IPolled> _joining = [];
    private readonly List<IPolled> _members = [];
    private bool _isOver;
    private bool _isDisposed;
    private volatile bool _isStopping;

    /// <summary>Starts the thread; the task ends with it.</summary>
    public Task StartAsync() => Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Takes a socket into care.</summary>
    public void Join(IPolled member)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _joining.Add(member);
                _poll.Wake();
                return;
            }
        }

        member.End();
    }

    /// <summary>Gives everybody a turn soon. For any thread, at any time.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _poll.Wake();
            }
        }
    }

    /// <summary>Ends the thread, and with it whoever is still there.</summary>
    public void Stop()
    {
        _isStopping = true;
        Wake();
    }

    /// <summary>To be called when the thread has ended.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _poll.Dispose();
        }
    }

    private void Run()
    {
        Thread.CurrentThread.Name = "hamgm-tcp";
        try
        {
            while (!_isStopping)
            {
                Admit();
                Wait(GiveTurns(clock()));
                Serve();
            }
        }
        finally
        {
            EndAll();
        }
    }

    private void Admit()
    {
        lock (_gate)
        {
            _members.AddRange(_joining);
            _joining.Clear();
        }
    }

    private TimeSpan GiveTurns(MonotonicTime now)
    {
        MonotonicTime due = MonotonicTime.Min(now + LongestWait, onTurn(now));
        for (int index = _members.Count - 1; index >= 0; index--)
        {
            IPolled member = _members[index];
            if (member.Turn(now) is { } next)
            {
                due = MonotonicTime.Min(due, next);
            }
            else
            {
                _members.RemoveAt(index);
                member.End();
            }
        }

        return due - now;
    }

    private void Wait(TimeSpan wait)
    {
        _poll.Clear();
        foreach (IPolled member in _members)
        {
            _poll.Add(member.Descriptor, member.WantsToWrite);
        }

        _poll.Wait(Math.Max(0, wait.Ticks) * TimeSpan.NanosecondsPerTick);
    }

    // Before the next turns: after a standstill of this process nobody is to be found late whose words lie here already.
    private void Serve()
    {
        for (int index = 0; index < _members.Count; index++)
        {
            bool isReadable = _poll.IsReadable(index);
            bool isWritable = _poll.IsWritable(index);
            if (isReadable || isWritable)
            {
                _members[index].Serve(isReadable, isWritable);
            }
        }
    }

    private void EndAll()
    {
        lock (_gate)
        {
            _isOver = true;
        }

        Admit();
        _members.ForEach(member => member.End());
        _members.Clear();
    }
}
