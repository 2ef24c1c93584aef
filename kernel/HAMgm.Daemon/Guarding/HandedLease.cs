using HAMgm.Linux.Memory;

namespace HAMgm.Daemon.Guarding;

/// <summary>
/// The holding that a service left bound when it announced a restart (safety rule R14): its successor adopts it in time,
/// or the guard ends it.
/// </summary>
/// <param name="Lease">What it held.</param>
/// <param name="UntilNs">Until when a successor may take it up, boot clock.</param>
internal sealed record HandedLease(GuardLease Lease, long UntilNs)
{
    /// <summary>The guard never waits longer than this for a successor.</summary>
    public const long LongestNs = 1_500_000_000;
}
