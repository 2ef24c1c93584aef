using HAMgm.Cli.Options;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>Which events are shown. By the answering node's clock: an event's time is for people.</summary>
internal sealed class EventFilter
{
    private readonly long _sinceMs;
    private readonly string[] _kinds;

    /// <summary>Makes one of what was typed; null: not given.</summary>
    /// <exception cref="CliFailure">It is no time, or no kind.</exception>
    public EventFilter(string? since, string? kinds, TimeProvider clock)
    {
        _sinceMs = since is null ? 0 : Values.Moment("--since", since, clock.GetUtcNow()).ToUnixTimeMilliseconds();
        _kinds = kinds is null ? [] : Array.ConvertAll(
            kinds.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            kind => Values.OneOf("--kind", kind, Array.ConvertAll(EventLog.Kinds, known => (known, known))));
    }

    /// <summary>Whether it is shown.</summary>
    public bool Takes(Event happened) =>
        happened.Timestamp >= _sinceMs && (_kinds.Length == 0 || _kinds.Contains(happened.Kind));
}
