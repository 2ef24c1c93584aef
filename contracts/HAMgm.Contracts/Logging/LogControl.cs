namespace HAMgm.Contracts.Logging;

/// <summary>
/// A message to component.logger (<see cref="Kernel.IModuleManager.SendMessageAsync"/>): asks how the log is kept, after
/// it has changed a level or begun a new file if that was asked for. A message and no requirement, so that nobody stops when the
/// log is exchanged.
/// </summary>
public sealed class LogControl
{
    /// <summary>Whose level; null changes none.</summary>
    public string? Module { get; init; }

    /// <summary>The level; null takes back what was set at run time.</summary>
    public LogLevel? Level { get; init; }

    /// <summary>True begins a new file.</summary>
    public bool Rotate { get; init; }

    /// <summary>Set by the logger: the levels in force.</summary>
    public IReadOnlyList<ModuleLogLevel> Levels { get; set; } = [];

    /// <summary>Set by the logger: where lines go.</summary>
    public IReadOnlyList<LogTargetStatus> Targets { get; set; } = [];
}
