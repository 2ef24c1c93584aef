namespace HAMgm.Logic.Heartbeat.Wire;

/// <summary>What a frame with a part of a request or reply says about it.</summary>
/// <param name="RequestId">Which request it is, or answers; unique within a connection.</param>
/// <param name="IsError">The body is an error (<see cref="ErrorCodec"/>); replies only.</param>
/// <param name="HasMore">Further parts follow.</param>
internal readonly record struct FragmentPrefix(ulong RequestId, bool IsError, bool HasMore);
