using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Logger.Levels;

/// <summary>
/// The least level of each module: what the configuration says, and over it what was set at run time. Immutable; a change makes
/// another, so that a logger sees by one comparison whether what it has worked out still holds.
/// </summary>
internal sealed class LevelTable
{
    private const int MaxModules = 64;
    private const int MaxName = 64;

    private readonly LogLevel _configured;
    private readonly LogLevel? _temporary;
    private readonly Dictionary<string, LogLevel> _configuredModules;
    private readonly Dictionary<string, LogLevel> _temporaryModules;

    private LevelTable(LogLevel configured, LogLevel? temporary, Dictionary<string, LogLevel> configuredModules, Dictionary<string, LogLevel> temporaryModules)
    {
        _configured = configured;
        _temporary = temporary;
        _configuredModules = configuredModules;
        _temporaryModules = temporaryModules;
    }

    /// <summary>Of modules without a level of their own.</summary>
    public LogLevel Default => _temporary ?? _configured;

    /// <summary>The configuration's: <c>log.level</c>, and <c>log.levels</c> as <c>module=level</c>.</summary>
    public static LevelTable Of(LogLevel level, IReadOnlyList<string> modules)
    {
        var levels = new Dictionary<string, LogLevel>(StringComparer.Ordinal);
        foreach (var pair in modules)
        {
            // The schema's pattern has let nothing else through.
            if (pair.Split('=') is [var module, var name] && Enum.TryParse<LogLevel>(name, ignoreCase: true, out var own))
            {
                levels[module] = own;
            }
        }

        return new LevelTable(level, null, levels, []);
    }

    /// <summary>The same with another level set at run time; null takes it back.</summary>
    /// <exception cref="ArgumentException">The name is none, or too many are set.</exception>
    public LevelTable With(string module, LogLevel? level)
    {
        if (module == ModuleLogLevel.Default)
        {
            return new LevelTable(_configured, level, _configuredModules, _temporaryModules);
        }

        if (module.Length is 0 or > MaxName || !module.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_'))
        {
            throw new ArgumentException($"a module's name has 1 to {MaxName} of a-z, 0-9, '.', '-' and '_'", nameof(module));
        }

        var modules = new Dictionary<string, LogLevel>(_temporaryModules, StringComparer.Ordinal);
        if (level is { } set)
        {
            modules[module] = set;
        }
        else
        {
            modules.Remove(module);
        }

        return modules.Count <= MaxModules
            ? new LevelTable(_configured, _temporary, _configuredModules, modules)
            : throw new ArgumentException($"no more than {MaxModules} modules have a level of their own", nameof(module));
    }

    /// <summary>The least level of a source: its own, else that of the longest beginning up to a dot, else the default.</summary>
    public LogLevel For(string source)
    {
        for (var name = source; name.Length > 0;)
        {
            if (_temporaryModules.TryGetValue(name, out var level) || _configuredModules.TryGetValue(name, out level))
            {
                return level;
            }

            var dot = name.LastIndexOf('.');
            name = dot < 0 ? "" : name[..dot];
        }

        return Default;
    }

    /// <summary>The default first, then modules by name.</summary>
    public IReadOnlyList<ModuleLogLevel> List()
    {
        var levels = new List<ModuleLogLevel> { new(ModuleLogLevel.Default, Default, _temporary is not null) };
        foreach (var module in _configuredModules.Keys.Union(_temporaryModules.Keys).Order(StringComparer.Ordinal))
        {
            var isTemporary = _temporaryModules.TryGetValue(module, out var level);
            levels.Add(new ModuleLogLevel(module, isTemporary ? level : _configuredModules[module], isTemporary));
        }

        return levels;
    }
}
