using System.Diagnostics;
using System.Net.Sockets;
using HAMgm.Contracts.Scripts;
using HAMgm.Linux;
using HAMgm.Scripts;

namespace HAMgm.Component.Plugin.Running;

/// <summary>
/// A thread of a lane, with a worker of its own: it does one run after the other, and waits where it has to. To wait on a pool's thread
/// would take it from others, and be several wake-ups a run where this is one.
/// </summary>
internal sealed class LaneThread(Lane lane)
{
    // It writes and reads a few frames, and has a check's outcome counted.
    private const int StackBytes = 512 * 1024;
    private readonly object _gate = new();
    private volatile WorkerProcess? _worker;
    private LaneRun? _given;
    private bool _isEnding;

    /// <summary>Its worker's process id; 0 for none.</summary>
    public int Pid => _worker?.Pid ?? 0;

    /// <summary>Starts it, with its first run. It ends when the lane has nothing more for it.</summary>
    public void Start(LaneRun first)
    {
        _given = first;
        new Thread(Loop, StackBytes) { IsBackground = true, Name = "hamgm-script" }.Start();
    }

    /// <summary>Gives a run to one that waits.</summary>
    public void Give(LaneRun run)
    {
        lock (_gate)
        {
            _given = run;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Ends it, after what it is at.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isEnding = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Ends its worker at once: what that is at fails.</summary>
    public void Kill() => _worker?.Kill();

    /// <summary>Waits, on the thread itself, to be given something.</summary>
    /// <returns>Null when nothing came in that time, or it is to end.</returns>
    public LaneRun? WaitForGift(TimeSpan patience)
    {
        lock (_gate)
        {
            long begun = Stopwatch.GetTimestamp();
            TimeSpan left = patience;
            while (_given is null && !_isEnding && left > TimeSpan.Zero)
            {
                Monitor.Wait(_gate, left);
                left = patience - Stopwatch.GetElapsedTime(begun);
            }

            LaneRun? given = _given;
            _given = null;
            return given;
        }
    }

    private void Loop()
    {
        LaneRun? run = WaitForGift(TimeSpan.Zero);
        while (run is not null)
        {
            bool isOurs = run.TryBegin();
            if (isOurs && Worker(run) is { } worker)
            {
                run.Run(worker);
                if (!worker.IsUsable)
                {
                    EndWorker();
                }
            }

            // Free before anybody hears of it: whoever runs the next one at once has the same worker.
            LaneRun? next = lane.TakeNext(this);
            if (isOurs)
            {
                run.Complete();
            }

            run = next ?? lane.Rest(this);
        }

        EndWorker();
    }

    private WorkerProcess? Worker(LaneRun run)
    {
        try
        {
            return _worker ??= WorkerProcess.Start(lane.Setup);
        }
        catch (Exception e) when (e is LinuxException or InvalidOperationException or SocketException)
        {
            run.Fail(ScriptFailure.NotStarted, $"no worker for it: {e.Message}");
            return null;
        }
    }

    private void EndWorker()
    {
        WorkerProcess? worker = _worker;
        _worker = null;
        worker?.Dispose();
    }
}
