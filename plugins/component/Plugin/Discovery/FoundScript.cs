using HAMgm.Contracts.Kernel;

namespace HAMgm.Component.Plugin.Discovery;

/// <summary>A script file, and what it looked like when its header was read.</summary>
/// <param name="Plugin">As the kernel is told of it.</param>
/// <param name="HeaderId">The id that its header names; null when it names none.</param>
internal sealed record FoundScript(RuntimePlugin Plugin, string? HeaderId);
