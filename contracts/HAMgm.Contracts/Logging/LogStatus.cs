namespace HAMgm.Contracts.Logging;

/// <summary>How a node's log is kept.</summary>
/// <param name="NodeId">Whose.</param>
/// <param name="Levels">The levels in force: the default first, then modules by name.</param>
/// <param name="Targets">Where lines go.</param>
public sealed record LogStatus(string NodeId, IReadOnlyList<ModuleLogLevel> Levels, IReadOnlyList<LogTargetStatus> Targets);
