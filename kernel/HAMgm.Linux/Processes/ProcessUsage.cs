namespace HAMgm.Linux.Processes;

/// <summary>What a process uses at one moment.</summary>
/// <param name="ResidentBytes">Resident memory (RSS).</param>
/// <param name="CpuTime">User and system time since its start.</param>
/// <param name="OpenDescriptors">Open descriptors; -1 when they may not be seen.</param>
/// <param name="Threads">Threads.</param>
public readonly record struct ProcessUsage(long ResidentBytes, TimeSpan CpuTime, int OpenDescriptors, int Threads);
