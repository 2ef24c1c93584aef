using HAMgm.Component.Logger.Targets;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Logger;

/// <summary>The settings of the log, as the configuration has them now.</summary>
internal sealed record LoggerSettings(
    LogLevel Level, IReadOnlyList<string> Levels, string File, FileBounds Bounds, string Format, string Console, string Journald, string Syslog,
    string Facility, string NodeId)
{
    private const string StandardErrorOnly = "stderr";

    public static LoggerSettings Read(IConfigManager config)
    {
        var file = config.GetString("log.file") switch
        {
            "" => Path.Combine(config.GetPath("data_dir"), "logs", "hamgm.log"),
            StandardErrorOnly => "",
            _ => config.GetPath("log.file"),
        };
        _ = Enum.TryParse<LogLevel>(config.GetString("log.level"), ignoreCase: true, out var level);
        return new LoggerSettings(
            level,
            config.GetList("log.levels"),
            file,
            new FileBounds(ByteSize.Parse(config.GetString("log.max_file_size")), config.GetInt("log.max_files"), config.GetDuration("log.max_file_age")),
            config.GetString("log.format"),
            config.GetString("log.console"),
            config.GetString("log.journald"),
            config.GetString("log.syslog"),
            config.GetString("log.syslog_facility"),
            config.GetString("node.id"));
    }

    public LogConfig ToConfig() => new(Level, File, Bounds.MaxBytes, Bounds.MaxFiles) { MaxFileAge = Bounds.MaxAge, Format = Format };

    public bool HasSameSinks(LoggerSettings other) =>
        Journald == other.Journald && Syslog == other.Syslog && Facility == other.Facility;
}
