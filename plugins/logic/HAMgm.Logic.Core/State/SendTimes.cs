using System.Runtime.CompilerServices;
using HAMgm.Contracts.Time;

namespace HAMgm.Logic.Core.State;

/// <summary>When the last 32 messages were sent, in ticks, by number modulo 32: an answer finds its request's time here.</summary>
[InlineArray(Length)]
public struct SendTimes
{
    /// <summary>How many are remembered.</summary>
    public const int Length = 32;

    private long _first;

    /// <summary>When a message was sent.</summary>
    /// <param name="number">Its number; 0 for none.</param>
    /// <param name="newest">The number of the last one that was sent.</param>
    /// <returns>Null when it is none of the last <see cref="Length"/>.</returns>
    public readonly MonotonicTime? Find(ulong number, ulong newest) =>
        number == 0 || number > newest || newest - number >= Length ? null : new MonotonicTime(this[(int)(number % Length)]);
}
