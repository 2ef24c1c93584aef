using System.Collections.Concurrent;

namespace HAMgm.Service.Thrift.Server.Polling;

/// <summary>
/// Threads that wait for sockets and serve on the spot what has arrived: no hand-over to another
/// thread between the arrival of a call and its answer. A handler that blocks its thread holds up
/// nobody for long: <see cref="Tick"/> finds that nothing moves and adds a thread. A connection that is
/// busy gets a thread of its own, which waits in the socket itself, for as long as it stays busy: one
/// call of the system less for each call, and no other connection's call before it (ADR 0050).
/// </summary>
internal sealed class PollLoop : IDisposable
{
    /// <summary>More threads than this are not added, however many handlers block.</summary>
    private const int MaxThreads = 32;

    /// <summary>So many connections have a thread of their own at most.</summary>
    private const int MaxOwnThreads = 64;

    private const int EventsAtATime = 32;
    private const long WakeUpId = 0;

    /// <summary>An added thread that finds nothing to do for so long ends.</summary>
    private const int SpareLifeMilliseconds = 5000;

    private readonly ConcurrentDictionary<long, PolledConnection> _connections = new();
    private readonly ConcurrentQueue<(PolledConnection Connection, uint Events)> _ready = new();
    private readonly Lock _lock = new();
    private readonly int _poll = Epoll.Create();
    private readonly int _wakeUp = Epoll.CreateWakeUp();
    private readonly int _keptThreads;
    private int _threads;
    private int _ownThreads;
    private int _waiting;
    private long _served;
    private long _servedAtLastTick = -1;
    private long _lastId = WakeUpId;
    private volatile bool _stopping;
    private bool _closed;

    /// <summary>Starts so many threads.</summary>
    public PollLoop(int threads)
    {
        _keptThreads = threads;
        Epoll.Control(_poll, Epoll.Add, _wakeUp, Epoll.In, WakeUpId);
        lock (_lock)
        {
            for (var i = 0; i < threads; i++)
            {
                AddThread();
            }
        }
    }

    /// <summary>How many threads there are now.</summary>
    public int Threads => Volatile.Read(ref _threads);

    /// <summary>How many connections have a thread of their own now.</summary>
    public int OwnThreads => Volatile.Read(ref _ownThreads);

    /// <summary>Begins to report what happens at a connection to it.</summary>
    public void Add(PolledConnection connection)
    {
        var id = Interlocked.Increment(ref _lastId);
        connection.PollId = id;
        _connections[id] = connection;
        Epoll.Control(_poll, Epoll.Add, connection.Handle, Epoll.In | Epoll.PeerClosed | Epoll.EdgeTriggered, id);
    }

    /// <summary>Asks to be told when the connection takes bytes again, or no longer.</summary>
    public void WatchWriting(PolledConnection connection, bool watch) =>
        Watch(connection, Epoll.In | Epoll.PeerClosed | (watch ? Epoll.Out : 0));

    /// <summary>Asks to be told of bytes that arrive, at once if there are some; or no longer.</summary>
    public void WatchReading(PolledConnection connection, bool watch) =>
        Watch(connection, watch ? Epoll.In | Epoll.PeerClosed : 0);

    /// <summary>Forgets a connection; closing its socket ends the kernel's part.</summary>
    public void Remove(PolledConnection connection) => _connections.TryRemove(connection.PollId, out _);

    /// <summary>To be called every now and then while there are connections: looks whether all threads are blocked.</summary>
    public void Tick()
    {
        var served = Interlocked.Read(ref _served);
        var moved = served != _servedAtLastTick;
        _servedAtLastTick = served;
        if (moved || _stopping)
        {
            return;
        }

        if (Volatile.Read(ref _waiting) > 0)
        {
            if (!_ready.IsEmpty)
            {
                Epoll.WakeUp(_wakeUp);
            }

            return;
        }

        lock (_lock)
        {
            if (_threads < MaxThreads && !_closed)
            {
                AddThread();
            }
        }
    }

    /// <summary>Ends the threads; one that is in a handler ends when the handler does.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            _stopping = true;

            // It stays readable, so that every thread sees it.
            Epoll.WakeUp(_wakeUp);
            if (_threads == 0)
            {
                CloseDescriptors();
            }
        }
    }

    private void AddThread()
    {
        _threads++;
        new Thread(Run) { IsBackground = true, Name = "thrift-io" }.Start();
    }

    private void Run()
    {
        var events = new byte[EventsAtATime * Epoll.EventBytes];
        while (!_stopping)
        {
            while (_ready.TryDequeue(out var next))
            {
                Serve(next.Connection, next.Events);
            }

            Interlocked.Increment(ref _waiting);
            var count = Epoll.Wait(_poll, events, SpareLifeMilliseconds);
            Interlocked.Decrement(ref _waiting);
            if (count == 0 && TryLeave())
            {
                return;
            }

            // What follows the first one waits where another thread finds it, should its handler block.
            PolledConnection? first = null;
            uint firstEvents = 0;
            for (var i = 0; i < count; i++)
            {
                var (happened, id) = Epoll.ReadEvent(events, i);
                if (id == WakeUpId)
                {
                    if (!_stopping)
                    {
                        Epoll.ClearWakeUp(_wakeUp);
                    }
                }
                else if (_connections.TryGetValue(id, out var connection))
                {
                    if (first is null)
                    {
                        (first, firstEvents) = (connection, happened);
                    }
                    else
                    {
                        _ready.Enqueue((connection, happened));
                    }
                }
            }

            if (first is not null)
            {
                Serve(first, firstEvents);
            }
        }

        lock (_lock)
        {
            if (--_threads == 0)
            {
                CloseDescriptors();
            }
        }
    }

    private void Watch(PolledConnection connection, uint events) =>
        Epoll.Control(_poll, Epoll.Modify, connection.Handle, events | Epoll.EdgeTriggered, connection.PollId);

    private void Serve(PolledConnection connection, uint events)
    {
        Interlocked.Increment(ref _served);
        if (!connection.CountWakeUp(Environment.TickCount64) || !TryTakeOwnThread())
        {
            connection.OnEvents(events);
            return;
        }

        new Thread(() =>
        {
            connection.ServeHere(events);
            Interlocked.Decrement(ref _ownThreads);
        })
        { IsBackground = true, Name = "thrift-busy" }.Start();
    }

    private bool TryTakeOwnThread()
    {
        if (Interlocked.Increment(ref _ownThreads) <= MaxOwnThreads)
        {
            return true;
        }

        Interlocked.Decrement(ref _ownThreads);
        return false;
    }

    private bool TryLeave()
    {
        lock (_lock)
        {
            if (_stopping || _threads <= _keptThreads)
            {
                return false;
            }

            _threads--;
            return true;
        }
    }

    private void CloseDescriptors()
    {
        Epoll.Close(_poll);
        Epoll.Close(_wakeUp);
    }
}
