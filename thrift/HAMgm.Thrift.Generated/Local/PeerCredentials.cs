#nullable enable
namespace HAMgm.Thrift.Local;

/// <summary>A process on the other side of a Unix socket, as the kernel knows it.</summary>
/// <param name="ProcessId">Its process id; it may have ended since.</param>
/// <param name="UserId">Its effective user when it connected.</param>
/// <param name="GroupId">Its effective group when it connected.</param>
public readonly record struct PeerCredentials(int ProcessId, uint UserId, uint GroupId);
