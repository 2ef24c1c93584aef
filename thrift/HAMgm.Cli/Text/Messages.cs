namespace HAMgm.Cli.Text;

/// <summary>
/// Every text that the program shows, English and Chinese side by side. Properties, so that a run
/// makes only those that it shows. The Chinese of 操作成功, 获取集群状态成功 and 节点不存在 is the
/// specification's (1, section 4.3).
/// </summary>
internal static partial class Messages
{
    // Success -------------------------------------------------------------------------------
    public static Phrase Done => new("Operation succeeded", "操作成功");
    public static Phrase GotClusterStatus => new("Got the cluster's status", "获取集群状态成功");
    public static Phrase GotNodes => new("Got the nodes", "获取节点列表成功");
    public static Phrase GotVip => new("Got the VIP's status", "获取VIP状态成功");
    public static Phrase GotEvents => new("Got the events", "获取事件成功");
    public static Phrase GotNode => new("Got the node's information", "获取节点信息成功");
    public static Phrase GotNodeStatus => new("Got the node's status", "获取节点状态成功");
    public static Phrase GotHealth => new("Checked the node's health", "节点健康检查完成");
    public static Phrase GotConfig => new("Got the setting", "获取配置成功");
    public static Phrase GotAutoSwitch => new("Got the state of automatic switching", "获取自动切换状态成功");

    // Failure: message and error.message -------------------------------------------------------
    public static Phrase WrongUsage => new("Wrong usage", "用法错误");
    public static Phrase WrongSettingsFile => new("The configuration file is wrong", "配置文件错误");
    public static Phrase NodeNotFound => new("Node not found", "节点不存在");
    public static Phrase NotAuthorised => new("Not authorised", "没有权限");
    public static Phrase SettingUnknown => new("There is no such setting", "配置项不存在");
    public static Phrase TimedOutInside => new("The cluster did not finish in time", "集群未及时完成");
    public static Phrase SettingRefused => new("Setting refused", "配置错误");
    public static Phrase VipFailed => new("VIP operation failed", "VIP操作失败");
    public static Phrase SyncFailed => new("Synchronisation failed", "数据同步失败");
    public static Phrase Unavailable => new("Service unavailable", "服务不可用");
    public static Phrase Unreachable => new("The node cannot be reached", "无法连接节点");
    public static Phrase TimedOut => new("The node did not answer in time", "请求超时");
    public static Phrase BadAnswer => new("The answer cannot be understood", "无法识别服务器的应答");
    public static Phrase NotImplemented => new("The node does not know this operation", "节点不支持该操作");
    public static Phrase Conflict => new("The cluster's state does not permit that", "集群当前状态不允许该操作");
    public static Phrase BadRequest => new("The cluster refused the request", "请求被集群拒绝");
    public static Phrase ServerError => new("The node failed to do that", "节点执行失败");

    // Failure: details ---------------------------------------------------------------------------
    public static Phrase NodeNotFoundDetails => new(
        "Node '{0}' is not in the cluster. 'hamgm-cli cluster nodes' lists those that are.",
        "节点 '{0}' 在集群中不存在。可用 'hamgm-cli cluster nodes' 查看集群中的节点。");
    public static Phrase NotAuthorisedRemedy => new(
        "Run it as root on a node without --host, or with a certificate that has the role.",
        "请在节点上以 root 运行且不带 --host，或使用具有相应角色的证书。");
    public static Phrase SettingRefusedDetails => new(
        "Setting '{0}': {1}",
        "配置项 '{0}'：{1}");
    public static Phrase SettingRefusedRemedy => new(
        "Check the key and the value against the configuration reference.",
        "请对照配置说明检查键名和取值。");
    public static Phrase VipFailedDetails => new("VIP {0}, operation '{1}': {2}", "VIP {0}，操作 '{1}'：{2}");
    public static Phrase VipFailedRemedy => new(
        "'hamgm-cli cluster vip' and the log of the node tell more.",
        "请用 'hamgm-cli cluster vip' 及节点日志查看原因。");
    public static Phrase SyncFailedDetails => new("Synchronising {0}: {1}", "同步 {0}：{1}");
    public static Phrase SyncFailedItems => new("Not copied: {0}.", "未同步：{0}。");
    public static Phrase SyncFailedRemedy => new(
        "Put that right and run the command again.",
        "请排除原因后重新执行。");
    public static Phrase UnavailableDetails => new("'{0}' is not available: {1}", "'{0}' 不可用：{1}");
    public static Phrase UnavailableRemedy => new(
        "'hamgm-cli cluster status' shows what is missing; try again when it is back.",
        "请用 'hamgm-cli cluster status' 查看缺失的部分，恢复后重试。");
    public static Phrase StateRemedy => new(
        "'hamgm-cli cluster status' shows the cluster's state.",
        "请用 'hamgm-cli cluster status' 查看集群状态。");
    public static Phrase ServerErrorRemedy => new(
        "The log of the node tells more.",
        "原因请查看节点日志。");
    public static Phrase ConnectionRefused => new("Nothing listens on {0}.", "{0} 上没有服务监听。");
    public static Phrase HostUnknown => new("The name of {0} cannot be resolved.", "无法解析 {0} 的主机名。");
    public static Phrase NetworkUnreachable => new("There is no route to {0}.", "没有到 {0} 的路由。");
    public static Phrase CannotConnect => new("Cannot connect to {0}: {1}.", "无法连接 {0}：{1}。");
    public static Phrase ConnectionLost => new(
        "{0} closed the connection before it answered.",
        "{0} 在应答之前关闭了连接。");
    public static Phrase ConnectRemedy => new(
        "See that hamgm-daemon runs there, and check --host and --port.",
        "请确认该处 hamgm-daemon 正在运行，并检查 --host 和 --port。");
    public static Phrase TimedOutDetails => new(
        "No answer from {0} to {1} within {2}.",
        "{0} 未在 {2} 内应答 {1}。");
    public static Phrase TimedOutRemedy => new(
        "Check that node, or allow more with --timeout.",
        "请检查该节点，或用 --timeout 延长时间。");
    public static Phrase MayHaveHappened => new(
        "The change may have been made all the same: look before you repeat it.",
        "更改可能已经生效：重试之前请先查看。");
    public static Phrase SocketOfStranger => new(
        "The local socket @{0} is not the service's: {1} Name the node with --host to go round it.",
        "本地套接字 @{0} 不属于该服务：{1} 可用 --host 指定节点以绕过。");
    public static Phrase BadAnswerDetails => new(
        "{0} answered {1} with something that is not HAMgm's protocol ({2}).",
        "{0} 对 {1} 的应答不符合 HAMgm 协议（{2}）。");
    public static Phrase AnswerLacks => new("there is no {0} in it", "缺少 {0}");
    public static Phrase NotImplementedDetails => new(
        "{0} does not know {1}: it is older than this program, or of another kind. Use the hamgm-cli of its version.",
        "{0} 不支持 {1}：其版本早于本程序，或并非 HAMgm。请使用与之版本相同的 hamgm-cli。");

    // Wrong usage ----------------------------------------------------------------------------------
    public static Phrase SeeHelp => new("See '{0} --help'.", "请参阅 '{0} --help'。");
    public static Phrase Unrecognised => new(
        "'{0}' is no command, option or argument here.",
        "此处不存在命令、选项或参数 '{0}'。");
    public static Phrase UnknownOption => new(
        "There is no option '{0}' here. Put '--' before values that begin with --.",
        "此处不存在选项 '{0}'。以 -- 开头的值之前请加 '--'。");
    public static Phrase CommandMissing => new("A command is missing.", "缺少命令。");
    public static Phrase ArgumentMissing => new("<{0}> is missing.", "缺少 <{0}>。");
    public static Phrase OptionMissing => new("{0} is missing.", "缺少 {0}。");
    public static Phrase ValueMissing => new("{0} needs a value.", "{0} 需要一个值。");
    public static Phrase GivenTwice => new("{0} is given more than once.", "{0} 重复出现。");
    public static Phrase NotOneOf => new("{0}: '{1}' is not one of {2}.", "{0}：'{1}' 不是 {2} 之一。");
    public static Phrase NotAPort => new("{0}: '{1}' is no port from 1 to 65535.", "{0}：'{1}' 不是 1 至 65535 的端口。");
    public static Phrase NotADuration => new(
        "{0}: '{1}' is no duration from 1ms to 24h; write it like 100ms, 5s or 2m.",
        "{0}：'{1}' 不是 1ms 至 24h 的时长；写法如 100ms、5s、2m。");
    public static Phrase NotAnAddress => new("{0}: '{1}' is no IPv4 or IPv6 address.", "{0}：'{1}' 不是 IPv4 或 IPv6 地址。");
    public static Phrase NotANodeId => new(
        "{0}: '{1}' is no node id; it has 1 to 16 bytes and no blanks.",
        "{0}：'{1}' 不是节点ID；应为 1 至 16 个字节且不含空白。");
    public static Phrase NotACursor => new("{0}: '{1}' is no event number from -1 up.", "{0}：'{1}' 不是从 -1 起的事件编号。");
    public static Phrase Empty => new("{0} must not be empty.", "{0} 不能为空。");
    public static Phrase BothGiven => new("{0} and {1} exclude each other.", "{0} 与 {1} 不能同时使用。");
    public static Phrase ConfirmMissing => new(
        "A switch moves the VIP to the other node at once. If you want that, add --confirm: 'hamgm-cli switch force --confirm'.",
        "切换会立即把VIP移到另一节点。确认执行请加 --confirm：'hamgm-cli switch force --confirm'。");
    public static Phrase BackupOfOtherKey => new(
        "The value is what 'config get' printed for '{0}', not for '{1}'.",
        "该值是 'config get' 为 '{0}' 输出的内容，而不是 '{1}'。");
    public static Phrase BackupOfFailure => new(
        "The value is what 'config get' printed when it failed; there is no setting in it to restore.",
        "该值是 'config get' 失败时的输出，其中没有可恢复的配置。");
    public static Phrase BackupDamaged => new(
        "The value looks like the output of 'config get', but is not whole. Make it with --format json, and do not cut it.",
        "该值形似 'config get' 的输出，但不完整。请用 --format json 生成，且不要截断。");
    public static Phrase FileMissing => new(
        "{0}: there is no such file. Name one that exists with --config, or leave --config out.",
        "{0}：文件不存在。请用 --config 指定存在的文件，或省去 --config。");
    public static Phrase FileUnreadable => new(
        "{0}: {1} Make it readable, or name another with --config.",
        "{0}：{1} 请使其可读，或用 --config 指定其他文件。");
    public static Phrase FileTooLarge => new(
        "{0} is larger than {1} bytes; only host, port, timeout, format and lang belong into it.",
        "{0} 超过 {1} 字节；其中只能有 host、port、timeout、format、lang。");
    public static Phrase FileMalformed => new(
        "{0}, line {1}: {2}",
        "{0}，第 {1} 行：{2}");
    public static Phrase FileNotFlat => new(
        "only 'key: value' with plain values belongs here.",
        "此处只能是“键: 值”形式的简单值。");
    public static Phrase FileKeyUnknown => new(
        "unknown key '{0}'; known are {1}.",
        "未知的键 '{0}'；可用的键：{1}。");
    public static Phrase FileKeyTwice => new("key '{0}' is there twice.", "键 '{0}' 重复。");
    public static Phrase Interrupted => new("Interrupted.", "已中断。");
    public static Phrase OutputLost => new(
        "The result cannot be written: {0}. The command itself may have been carried out.",
        "结果无法写出：{0}。命令本身可能已经执行。");
    public static Phrase EventsLost => new(
        "Some events before the next one are no longer kept.",
        "下一事件之前的部分事件已不再保留。");

    // --verbose -----------------------------------------------------------------------------------
    public static Phrase Connecting => new("connecting to {0}", "正在连接 {0}");
    public static Phrase Connected => new("connected to {0} after {1} ms", "已连接 {0}，用时 {1} 毫秒");
    public static Phrase NoLocalSocket => new("no local socket @{0}: {1}", "没有本地套接字 @{0}：{1}");
    public static Phrase SocketNotForUs => new(
        "the local socket @{0} belongs to uid {1}, and serves only it",
        "本地套接字 @{0} 属于 uid {1}，仅供其使用");
    public static Phrase Answered => new("{0} answered after {1} ms", "{0} 已应答，用时 {1} 毫秒");
    public static Phrase Failed => new("{0} failed after {1} ms: {2}", "{0} 失败，用时 {1} 毫秒：{2}");
    public static Phrase SettingsFrom => new("settings from {0}", "设置来自 {0}");

    // Help ------------------------------------------------------------------------------------------
    public static Phrase HelpUsage => new("Usage:", "用法：");
    public static Phrase HelpCommands => new("Commands:", "命令：");
    public static Phrase HelpArguments => new("Arguments:", "参数：");
    public static Phrase HelpOptions => new("Options:", "选项：");
    public static Phrase HelpGlobalOptions => new("Global options (before or after the command):", "全局选项（可在命令之前或之后）：");
    public static Phrase HelpExitCodes => new("Exit codes:", "退出码：");
    public static Phrase HelpExamples => new("Examples:", "示例：");
    public static Phrase HelpExit0 => new("done", "成功");
    public static Phrase HelpExit1 => new("the cluster was reached and said no", "集群拒绝或执行失败");
    public static Phrase HelpExit2 => new("wrong usage, or a wrong configuration file", "用法错误或配置文件错误");
    public static Phrase HelpExit3 => new("no node reached, or no answer in time", "无法连接或超时");
    public static Phrase HelpExit4 => new("not authorised", "没有权限");
    public static Phrase HelpExit5 => new("the result could not be written", "结果无法写出");
    public static Phrase HelpExit130 => new("interrupted with Ctrl-C", "被 Ctrl-C 中断");
    public static Phrase HelpNodePort => new(
        "Behind 'node add', --port is the new node's; put the global --port before the command.",
        "在 'node add' 之后，--port 指新节点的端口；全局 --port 请放在命令之前。");

    public static Phrase AboutRoot => new(
        "Manages a HAMgm cluster: two servers, one virtual IP (VIP).",
        "管理 HAMgm 集群：两台服务器，一个虚拟IP（VIP）。");
    public static Phrase AboutCluster => new("The cluster as a whole", "集群管理");
    public static Phrase AboutClusterStatus => new("Shows the state of the cluster", "获取集群整体状态");
    public static Phrase AboutClusterNodes => new("Lists the nodes", "获取所有节点信息");
    public static Phrase AboutClusterVip => new("Shows where the VIP is", "获取VIP状态信息");
    public static Phrase AboutClusterEvents => new("Shows what has happened", "查看集群事件");
    public static Phrase AboutNode => new("Single nodes", "节点管理");
    public static Phrase AboutNodeInfo => new("Shows a node", "获取指定节点信息");
    public static Phrase AboutNodeHealth => new("Checks a node's health", "检查节点健康状态");
    public static Phrase AboutNodeStatus => new(
        "Shows a node's inside: term, lease, witness, gate, links",
        "查看节点内部状态：任期、租约、见证、闸门、链路");
    public static Phrase AboutNodeAdd => new("Adds a node to the cluster", "添加节点到集群");
    public static Phrase AboutNodeRemove => new("Removes a node from the cluster", "从集群中移除节点");
    public static Phrase AboutConfig => new("Settings", "配置管理");
    public static Phrase AboutConfigGet => new("Shows a setting", "获取配置项值");
    public static Phrase AboutConfigSet => new("Changes a setting", "设置配置项值");
    public static Phrase AboutConfigHistory => new("Shows who changed which settings when", "查看配置变更历史");
    public static Phrase AboutConfigDiff => new(
        "Compares two versions of the shared settings, or the two nodes",
        "比较共享配置的两个版本，或两个节点的配置");
    public static Phrase AboutConfigRollback => new(
        "Sets the shared settings to what they were at a version",
        "将共享配置恢复到某个版本");
    public static Phrase ArgumentHistoryKey => new("A key, or a section; without it all", "配置键或配置段；省略则为全部");
    public static Phrase ArgumentFromVersion => new("The older version", "较旧的版本");
    public static Phrase ArgumentToVersion => new("The newer version; without it the one in force", "较新的版本；省略则为当前版本");
    public static Phrase ArgumentVersion => new("The version to go back to", "要恢复到的版本");
    public static Phrase OptionLimit => new("At most so many versions, 1 to 1000 (default: 20)", "最多显示的版本数，1 到 1000（默认 20）");
    public static Phrase OptionNodeLocal => new("This node's own settings instead of the shared ones", "本节点自身的配置，而非共享配置");
    public static Phrase OptionDiffPeer => new("Compares this node with the other one", "比较本节点与对端节点");
    public static Phrase DiffNeedsVersion => new(
        "Name the older version, or --peer: 'hamgm-cli config diff 12', 'hamgm-cli config diff 12 15', 'hamgm-cli config diff --peer'.",
        "请给出较旧的版本，或使用 --peer：'hamgm-cli config diff 12'、'hamgm-cli config diff 12 15'、'hamgm-cli config diff --peer'。");
    public static Phrase GotConfigHistory => new("Got the history of the settings", "获取配置历史成功");
    public static Phrase GotConfigDiff => new("Compared the settings", "比较配置成功");
    public static Phrase NotAVersion => new("{0}: '{1}' is no version; see 'hamgm-cli config history'.", "{0}：'{1}' 不是版本号；见 'hamgm-cli config history'。");
    public static Phrase AboutConfigAutoSwitch => new(
        "Shows or changes whether HAMgm moves the VIP by itself",
        "查看或设置自动切换状态");
    public static Phrase AboutSync => new("Copies files to the other node", "数据同步");
    public static Phrase AboutSyncConfig => new("Copies configuration files", "同步配置文件");
    public static Phrase AboutSyncCert => new("Copies certificates", "同步证书文件");
    public static Phrase AboutSyncData => new("Copies data files", "同步数据文件");
    public static Phrase AboutSwitch => new("Switch-over", "主备切换");
    public static Phrase AboutSwitchForce => new("Moves the VIP to the other node", "强制主备切换");

    public static Phrase OptionHost => new(
        "The node to ask; without it: the local socket, then localhost",
        "Thrift服务主机地址；缺省先用本地套接字，再用 localhost");
    public static Phrase OptionPort => new("Its Thrift port (default 9090)", "Thrift服务端口（默认 9090）");
    public static Phrase OptionTimeout => new(
        "How long to wait for an answer, like 100ms, 5s, 2m (default 30s)",
        "请求超时时间，如 100ms、5s、2m（默认 30s）");
    public static Phrase OptionFormat => new("json, table or yaml (default json)", "输出格式：json、table 或 yaml（默认 json）");
    public static Phrase OptionVerbose => new("Details of the connection on standard error", "在标准错误上输出连接细节");
    public static Phrase OptionConfig => new(
        "File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)",
        "配置文件路径，可含 host、port、timeout、format、lang（默认 ~/.hamgm/config.yaml）");
    public static Phrase OptionLang => new("en or zh (default: by LANG)", "语言：en 或 zh（默认取自 LANG）");
    public static Phrase OptionHelp => new("Shows help", "显示帮助信息");
    public static Phrase OptionVersion => new("Shows the version", "显示版本信息");
    public static Phrase OptionFilter => new("primary, standby or all (default all)", "节点状态过滤：primary、standby 或 all（默认 all）");
    public static Phrase OptionFollow => new(
        "Goes on until Ctrl-C, one event a line",
        "持续输出直至 Ctrl-C，每行一个事件");
    public static Phrase OptionAfter => new(
        "Only events after this number; -1: only new ones (default 0: all that are kept)",
        "只显示此编号之后的事件；-1：只显示新事件（默认 0：全部保留的事件）");
    public static Phrase OptionAddId => new("The new node's id (required)", "节点ID（必填）");
    public static Phrase OptionAddIp => new("The new node's address (required)", "节点IP地址（必填）");
    public static Phrase OptionAddPort => new("The new node's Thrift port (default 9090)", "节点端口（默认 9090）");
    public static Phrase OptionRemoveForce => new(
        "Also when the node cannot be reached",
        "强制移除：节点不可达时也移除");
    public static Phrase OptionEnable => new("Switches it on", "启用自动切换");
    public static Phrase OptionDisable => new("Switches it off", "禁用自动切换");
    public static Phrase OptionSyncTarget => new("The node to copy to (default: the other one)", "目标节点ID（默认为另一节点）");
    public static Phrase OptionSyncForce => new(
        "Also what changed on both nodes; a copy of the overwritten one is kept there",
        "强制同步：双方均改的文件也覆盖，并在目标节点保留副本");
    public static Phrase OptionSyncType => new("config, cert, data or all (default data)", "数据类型：config、cert、data 或 all（默认 data）");
    public static Phrase OptionSyncFiles => new(
        "Only these files; several with commas, blanks, or the option repeated",
        "指定文件列表；以逗号或空格分隔，或重复该选项");
    public static Phrase OptionConfirm => new("Required: you mean it", "必填：确认执行切换");
    public static Phrase OptionSwitchForce => new(
        "Also when the other node is unhealthy or in maintenance; never into two holders",
        "另一节点不健康或维护中也切换；绝不会造成双主");
    public static Phrase ArgumentNodeId => new("The node's id", "节点ID");
    public static Phrase ArgumentStatusNodeId => new("The node's id (default: the answering node)", "节点ID（默认为应答节点）");
    public static Phrase ArgumentConfigKey => new("The setting's key, like cluster.heartbeat_interval", "配置项键名，如 cluster.heartbeat_interval");
    public static Phrase ArgumentConfigValue => new(
        "The value, or what 'config get' printed for the same key; words are joined by blanks",
        "配置项值，或 'config get' 为同一键输出的内容；多个词以空格连接");
}
