namespace HAMgm.Contracts.Data;

/// <summary>One counter (spec/1 section 5.4.1).</summary>
/// <param name="Name">Its name, e.g. <c>operation_id</c>.</param>
/// <param name="Value">The last value that was handed out or noted; 0 before the first.</param>
/// <param name="Reserved">What is on the disk: no value up to this one is handed out again before the counter wraps.</param>
/// <param name="Step">Distance of two values.</param>
/// <param name="MinValue">The first value, also after a wrap.</param>
/// <param name="MaxValue">The largest value; the next is <paramref name="MinValue"/>.</param>
/// <param name="Wraps">How often it has begun anew.</param>
public sealed record CounterState(string Name, ulong Value, ulong Reserved, ulong Step, ulong MinValue, ulong MaxValue, ulong Wraps);
