namespace HAMgm.Logic.Heartbeat.Beats;

/// <summary>What is to be sent at a tick.</summary>
/// <param name="Sequence">Number of the beat.</param>
/// <param name="IsNew">False when an unanswered one is repeated.</param>
/// <param name="IsLost">True when the last repeat was not answered either: nothing is sent, the connection is given up.</param>
internal readonly record struct BeatStep(ulong Sequence, bool IsNew, bool IsLost);
