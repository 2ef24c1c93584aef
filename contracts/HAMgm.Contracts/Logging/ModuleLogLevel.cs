namespace HAMgm.Contracts.Logging;

/// <summary>The least level of one module's lines.</summary>
/// <param name="Module">A plugin's id, or what ids begin with up to a dot (<c>logic</c> is all of <c>logic.*</c>); <see cref="Default"/> for the others.</param>
/// <param name="Level">The least level that is written.</param>
/// <param name="IsTemporary">True: set at run time, until the next start or until <c>log.level</c> or <c>log.levels</c> is changed; false: the configuration's.</param>
public sealed record ModuleLogLevel(string Module, LogLevel Level, bool IsTemporary)
{
    /// <summary>The name that stands for every module without a level of its own.</summary>
    public const string Default = "default";
}
