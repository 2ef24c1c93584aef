namespace HAMgm.Linux.Memory;

/// <summary>
/// The part of a <see cref="GuardLease"/> that changes at every turn of the service's loop; the guard polls it without
/// allocating. All times are nanoseconds of <see cref="Time.BootClock"/>.
/// </summary>
/// <param name="Incarnation">Which start of the service wrote it.</param>
/// <param name="ServicePid">The writer's process id.</param>
/// <param name="AliveAtNs">When the service's loop last came round.</param>
/// <param name="DeadlineNs">When the right to hold ends; 0 for none.</param>
/// <param name="Term">The term of the holding.</param>
/// <param name="Holding">Whether the service holds (or may be about to hold) the addresses.</param>
/// <param name="TimeoutNs">T: after how long without a turn the guard acts.</param>
public readonly record struct GuardPulse(ulong Incarnation, int ServicePid, long AliveAtNs, long DeadlineNs, ulong Term, bool Holding, long TimeoutNs);
