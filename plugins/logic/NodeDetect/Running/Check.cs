using HAMgm.Contracts.Time;
using HAMgm.Logic.NodeDetect.Probes;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Running;

/// <summary>One check at work: its probe, and when it runs next. Guarded by the runner's lock.</summary>
internal sealed class Check(CheckRecord record, IProbe probe)
{
    public CheckRecord Record { get; set; } = record;

    public IProbe Probe { get; } = probe;

    public MonotonicTime NextDue { get; set; }

    /// <summary>When the run that goes on began; null when none does.</summary>
    public MonotonicTime? RunningSince { get; set; }

    /// <summary>When that run is called off.</summary>
    public MonotonicTime DeadlineAt { get; set; }

    /// <summary>Calls it off. Without a timer of its own: the runner looks after all deadlines with its one.</summary>
    public CancellationTokenSource Deadline { get; set; } = new();

    /// <summary>Set when it did not end although it was called off.</summary>
    public TaskCompletionSource GivenUp { get; set; } = new();

    /// <summary>True when that run is beyond its deadline and was given up: it has failed, and no other is begun before it ends.</summary>
    public bool IsHung { get; set; }

    /// <summary>Ends with the run that goes on, or when it is given up.</summary>
    public Task Current { get; set; } = Task.CompletedTask;

    /// <summary>It is no more: what it still says does not count.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>A notice came while it ran: it runs again at once.</summary>
    public bool IsNoticed { get; set; }

    /// <summary>Called by an event probe.</summary>
    public Action? OnNoticed { get; set; }
}
