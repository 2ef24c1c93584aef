namespace HAMgm.Cli.Text;

/// <summary>Texts of the commands for the log.</summary>
internal static class LogMessages
{
    public static Phrase AboutLog => new("The log of a node", "节点日志");
    public static Phrase AboutLogLevel => new(
        "Show the log levels, or set that of a module until the node's next start",
        "查看日志级别，或临时设置某模块的级别（到下次启动为止）");
    public static Phrase AboutLogStatus => new("Show where the log goes and whether it arrives", "查看日志去向及是否正常");
    public static Phrase AboutLogRotate => new("Begin a new log file", "开始新的日志文件");
    public static Phrase ArgumentModule => new(
        "A module (logic.election), what module names begin with (logic), or default; nothing: all",
        "模块（logic.election）、模块名前缀（logic）或 default；不填为全部");
    public static Phrase ArgumentLevel => new(
        "debug, info, warn, error or fatal; configured takes back what was set; nothing: show it",
        "debug、info、warn、error 或 fatal；configured 恢复为配置值；不填为查看");
    public static Phrase OptionLogNode => new("Whose log; default: the node that answers", "目标节点；默认为应答的节点");

    public static Phrase LogLevels => new("Log levels", "日志级别");
    public static Phrase LogLevelSet => new("Set the log level", "日志级别已设置");
    public static Phrase LogIs => new("The node's log", "节点日志");
    public static Phrase LogRotated => new("Began a new log file", "已开始新的日志文件");
    public static Phrase LogLevelLasts => new(
        "It holds until the node's next start. 'hamgm-cli config set log.levels MODULE=LEVEL' on the node makes it last.",
        "该级别在节点下次启动前有效。在该节点执行 'hamgm-cli config set log.levels 模块=级别' 可使其长期有效。");

    public static Phrase UnknownLevel => new(
        "'{0}' is no level. A level is debug, info, warn, error or fatal, or configured to take back what was set.",
        "'{0}' 不是日志级别。可用级别：debug、info、warn、error、fatal，或用 configured 恢复为配置值。");
}
