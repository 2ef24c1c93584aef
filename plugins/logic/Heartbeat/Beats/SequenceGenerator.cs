using System.Text;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Beats;

/// <summary>
/// The sequence numbers of spec/1 section 5.3.1: 32 bits of seconds, 16 bits of the node id's hash, 16 bits of a counter.
/// Strictly rising. Thread-safe.
/// </summary>
/// <remarks>
/// The wall clock is read once. From then on the seconds follow the monotonic clock, and the counter's overflow moves them on,
/// so that a clock that is set back stops nothing.
/// </remarks>
internal sealed class SequenceGenerator
{
    private readonly Lock _gate = new();
    private readonly Clock _clock;
    private readonly ulong _hash;
    private readonly long _startUnixSeconds;
    private readonly long _startTicks;
    private ulong _seconds;
    private ulong _counter;

    /// <summary>Starts the numbers.</summary>
    /// <param name="nodeId">Whose numbers they are.</param>
    /// <param name="startUnixSeconds">The wall clock now.</param>
    /// <param name="clock">Moves the seconds on.</param>
    public SequenceGenerator(string nodeId, long startUnixSeconds, Clock clock)
    {
        _clock = clock;
        _hash = Crc32.Compute(Encoding.UTF8.GetBytes(nodeId)) & 0xFFFF;
        _startUnixSeconds = startUnixSeconds;
        _startTicks = clock().Ticks;
        _seconds = (ulong)startUnixSeconds;
    }

    /// <summary>The next number.</summary>
    public ulong Next()
    {
        ulong bySeconds = (ulong)(_startUnixSeconds + ((_clock().Ticks - _startTicks) / TimeSpan.TicksPerSecond));
        lock (_gate)
        {
            _counter = (_counter + 1) & 0xFFFF;
            if (_counter == 0)
            {
                _seconds++;
            }

            _seconds = Math.Max(_seconds, bySeconds);
            return ((_seconds & 0xFFFF_FFFF) << 32) | (_hash << 16) | _counter;
        }
    }
}
