using System.Globalization;
using System.Text;
using HAMgm.Contracts.Logging;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat;

/// <summary>
/// Counts what was refused, by reason, and tells the log at most once a second: a stranger who floods the port must not fill
/// the disk. Thread-safe.
/// </summary>
internal sealed class Refusals(ILogger log, Clock clock)
{
    private static readonly Refusal[] Reasons = Enum.GetValues<Refusal>();

    private readonly long[] _counts = new long[Reasons.Length];
    private readonly long[] _logged = new long[Reasons.Length];
    private readonly Lock _logGate = new();
    private long _nextLogTicks;

    /// <summary>All that was refused; not the duplicates and the ends of connections.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            foreach (Refusal reason in Reasons)
            {
                total += IsRefused(reason) ? this[reason] : 0;
            }

            return total;
        }
    }

    /// <summary>How often, for one reason.</summary>
    public long this[Refusal reason] => Interlocked.Read(ref _counts[(int)reason]);

    /// <summary>Counts one.</summary>
    /// <param name="reason">Why; <see cref="Refusal.None"/> counts nothing.</param>
    /// <param name="link">On which link.</param>
    public void Count(Refusal reason, int link)
    {
        if (reason == Refusal.None)
        {
            return;
        }

        _ = Interlocked.Increment(ref _counts[(int)reason]);
        if (!IsRefused(reason))
        {
            return;
        }

        long now = clock().Ticks;
        long due = Interlocked.Read(ref _nextLogTicks);
        if (now >= due && Interlocked.CompareExchange(ref _nextLogTicks, now + TimeSpan.TicksPerSecond, due) == due)
        {
            log.Warn("refused from the peer link", ("link", link), ("refused", DescribeNew()));
        }
    }

    private static bool IsRefused(Refusal reason) => reason is not (Refusal.None or Refusal.Duplicate or Refusal.Closed or Refusal.NoKey);

    private string DescribeNew()
    {
        StringBuilder text = new();
        lock (_logGate)
        {
            foreach (Refusal reason in Reasons)
            {
                long count = this[reason];
                long added = count - _logged[(int)reason];
                if (added > 0 && IsRefused(reason))
                {
                    _ = text.Append(text.Length == 0 ? string.Empty : ", ")
                        .Append(CultureInfo.InvariantCulture, $"{added} by {reason}");
                }

                _logged[(int)reason] = count;
            }
        }

        return text.ToString();
    }
}
