namespace HAMgm.Cli.Text;

/// <summary>The texts of <c>plugin …</c>, English and Chinese side by side.</summary>
internal static class PluginMessages
{
    public static Phrase GotPlugins => new("Got the plugins", "获取插件列表成功");
    public static Phrase GotPlugin => new("Got the plugin", "获取插件信息成功");
    public static Phrase GotLog => new("Got the plugin's log", "获取插件日志成功");
    public static Phrase PluginNotFound => new("Plugin not found", "插件不存在");
    public static Phrase PluginNotFoundRemedy => new(
        "'hamgm-cli plugin list' shows those that are there.",
        "可用 'hamgm-cli plugin list' 查看已有插件。");
    public static Phrase LinesLost => new(
        "Some lines before this one are no longer kept, or were too many.",
        "此行之前的部分日志已不再保留，或数量过多。");

    public static Phrase DoingEnable => new("starting the plugin", "正在启动插件");
    public static Phrase DoingDisable => new("stopping the plugin", "正在停止插件");
    public static Phrase DoingReload => new("exchanging the plugin", "正在重新加载插件");

    public static Phrase About => new("What runs on a node: assemblies and scripts", "节点上运行的插件：程序集与脚本");
    public static Phrase AboutList => new("Lists the plugins with their states", "列出插件及其状态");
    public static Phrase AboutInfo => new(
        "Shows a plugin: version, state and why, memory, restarts, contexts that did not go",
        "查看插件：版本、状态及原因、内存、重启次数、未卸载的上下文");
    public static Phrase AboutEnable => new("Starts a plugin, now and at every start (plugins.json)", "启用插件：立即启动并写入 plugins.json");
    public static Phrase AboutDisable => new("Stops a plugin, now and at every start (plugins.json)", "禁用插件：立即停止并写入 plugins.json");
    public static Phrase AboutReload => new(
        "Exchanges a plugin for what lies in its folder now, and starts one that failed",
        "重新加载插件目录中的当前文件；也用于重启失败的插件");
    public static Phrase AboutLogs => new(
        "Shows the last lines of the log that are the plugin's, or about it",
        "查看插件自身及与其有关的最近日志");

    public static Phrase ArgumentPluginId => new("The plugin's id", "插件ID");
    public static Phrase OptionNode => new("The node's id (default: the answering node)", "节点ID（默认为应答节点）");
    public static Phrase OptionLines => new("How many lines (default 50, at most 1000)", "日志行数（默认 50，最多 1000）");
    public static Phrase OptionFollow => new("Goes on with what comes, until Ctrl-C", "持续显示新日志，直至 Ctrl-C");
    public static Phrase OptionState => new(
        "Only those in this state: running, faulted, disabled, stopped, not-supported",
        "只显示处于该状态的插件：running、faulted、disabled、stopped、not-supported");
}
