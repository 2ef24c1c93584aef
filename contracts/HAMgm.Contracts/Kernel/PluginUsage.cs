namespace HAMgm.Contracts.Kernel;

/// <summary>What a plugin uses that runs outside of this process.</summary>
/// <param name="MemoryBytes">Resident memory of the process that runs it; several may share one. 0 while there is none.</param>
/// <param name="Restarts">How often its process was ended because of it, and replaced.</param>
public readonly record struct PluginUsage(long MemoryBytes, int Restarts);
