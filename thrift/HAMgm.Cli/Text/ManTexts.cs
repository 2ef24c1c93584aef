namespace HAMgm.Cli.Text;

/// <summary>What the manual page says beyond the help.</summary>
internal static class ManTexts
{
    public static Phrase Name => new("NAME", "名称");
    public static Phrase Synopsis => new("SYNOPSIS", "概要");
    public static Phrase Description => new("DESCRIPTION", "描述");
    public static Phrase Commands => new("COMMANDS", "命令");
    public static Phrase GlobalOptions => new("\"GLOBAL OPTIONS\"", "全局选项");
    public static Phrase Output => new("OUTPUT", "输出");
    public static Phrase ExitStatus => new("\"EXIT STATUS\"", "退出码");
    public static Phrase Files => new("FILES", "文件");
    public static Phrase Environment => new("ENVIRONMENT", "环境变量");
    public static Phrase Examples => new("EXAMPLES", "示例");
    public static Phrase SynopsisLine => new(
        "[\\fIglobal options\\fR] \\fIcommand\\fR [\\fIoptions\\fR] [\\fIarguments\\fR]",
        "[\\fI全局选项\\fR] \\fI命令\\fR [\\fI选项\\fR] [\\fI参数\\fR]");
    public static Phrase About => new(
        "Asks one node of the pair, or has it change something. Any node answers for both; what changes the cluster is carried to the PRIMARY. "
        + "On a node, as root, no option is needed: the local socket is used. Global options may stand before or behind the command.",
        "向集群中的一个节点查询或发出变更。任一节点都能回答整个集群的情况，变更会转交主节点执行。在节点上以 root 运行时无需任何选项，自动使用本地套接字。全局选项可在命令之前或之后。");
    public static Phrase AboutOutput => new(
        "A JSON document with success, message, timestamp, data and error, failures included; programs look at error.code. With --format yaml the same as YAML. "
        + "With --format table a table for people; errors go to standard error then.",
        "输出一个 JSON 文档，含 success、message、timestamp、data、error，失败时也是如此；程序应检查 error.code。--format yaml 输出同样内容的 YAML；--format table 输出表格，此时错误写到标准错误。");
    public static Phrase AboutFile => new(
        "Defaults for the global options, a line each: host, port, timeout, format, lang. The command line wins.",
        "全局选项的默认值，每行一个：host、port、timeout、format、lang。命令行优先。");
    public static Phrase AboutSocket => new(
        "The abstract Unix socket of the node on this host; the number is its Thrift port.",
        "本机节点的抽象 Unix 套接字，编号为其 Thrift 端口。");
    public static Phrase AboutLang => new("The language: zh* is Chinese, all else English.", "语言：zh* 为中文，其余为英文。");
    public static Phrase AboutNoColor => new("When set, no colours. There are none but on a terminal anyway.", "设置后不使用颜色；非终端上本来就没有颜色。");
}
