namespace HAMgm.Logic.Heartbeat.History;

/// <summary>One beat.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="SentUnixMs">When it was first sent, for display.</param>
/// <param name="Status">What became of it.</param>
/// <param name="RoundTripTicks">How long the answer took, in units of 100 ns; 0 without one.</param>
internal readonly record struct SequenceRecord(ulong Sequence, long SentUnixMs, SequenceStatus Status, long RoundTripTicks);
