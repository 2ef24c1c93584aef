using System.Runtime.CompilerServices;

namespace HAMgm.Logic.Core.State;

/// <summary>When the last 32 messages were sent, in ticks, by number modulo 32: an answer finds its request's time here.</summary>
[InlineArray(Length)]
public struct SendTimes
{
    /// <summary>How many are remembered.</summary>
    public const int Length = 32;

    private long _first;
}
