namespace HAMgm.VipProbe;

/// <summary>One interval in which the VIP did not answer, in nanoseconds of CLOCK_MONOTONIC: from the last answer before it to the first after it.</summary>
internal readonly record struct Outage(long Start, long End, int LostPings, bool StillOpen);
