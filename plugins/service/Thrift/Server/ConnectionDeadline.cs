using System.IO.Pipelines;

namespace HAMgm.Service.Thrift.Server;

/// <summary>
/// Until when a connection may go on waiting for its client. One timer of the server looks at all of
/// them, so that a call costs none.
/// </summary>
internal sealed class ConnectionDeadline(PipeReader reader, PipeWriter writer, CancellationToken stopping)
{
    private const long Never = long.MaxValue;

    private long _tick = Never;
    private volatile bool _idle;
    private volatile bool _passed;

    /// <summary>True once the client has been too slow: the connection is at its end.</summary>
    public bool HasPassed => _passed;

    /// <summary>True once a whole call has come: the client is one, and not somebody who only holds a place.</summary>
    public bool HasServed { get; private set; }

    /// <summary>A whole call has come.</summary>
    public void Served() => HasServed = true;

    /// <summary>The tick that lies so far ahead.</summary>
    public static long After(TimeSpan time) => Environment.TickCount64 + (long)Math.Ceiling(time.TotalMilliseconds);

    /// <summary>A wait begins, for a next call if idle. False: the server stops, so for a next call none begins.</summary>
    public bool Begin(long deadlineTick, bool idle)
    {
        _idle = idle;

        // With a barrier: either this sees that the server stops, or the server sees that this is idle.
        Interlocked.Exchange(ref _tick, deadlineTick);
        if (!idle || !stopping.IsCancellationRequested)
        {
            return true;
        }

        End();
        return false;
    }

    /// <summary>The wait is over.</summary>
    public void End()
    {
        Volatile.Write(ref _tick, Never);
        _idle = false;
    }

    /// <summary>Ends the wait if it has taken too long.</summary>
    public void Check(long nowTick)
    {
        if (nowTick >= Volatile.Read(ref _tick))
        {
            _passed = true;
            reader.CancelPendingRead();
            writer.CancelPendingFlush();
        }
    }

    /// <summary>Ends the wait if it is one for a next call.</summary>
    public void EndIdleWait()
    {
        if (_idle)
        {
            reader.CancelPendingRead();
        }
    }
}
