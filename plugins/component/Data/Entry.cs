namespace HAMgm.Component.Data;

/// <summary>A value in memory.</summary>
/// <param name="Json">The value.</param>
/// <param name="SetAt">Time stamp of <see cref="TimeProvider.GetTimestamp"/> from which <paramref name="Life"/> counts.</param>
/// <param name="Life">How long it lives from then; null for ever. Monotonic: a clock that is set does not end it.</param>
/// <param name="Bytes">What it takes, for the status.</param>
internal sealed record Entry(string Json, long SetAt, TimeSpan? Life, long Bytes)
{
    public bool IsOver(TimeProvider time) => Left(time) <= TimeSpan.Zero;

    /// <summary>How long it still lives; <see cref="TimeSpan.MaxValue"/> for ever, 0 or less when it is over.</summary>
    public TimeSpan Left(TimeProvider time) => Life is { } life ? life - time.GetElapsedTime(SetAt) : TimeSpan.MaxValue;
}
