namespace HAMgm.Cli.Text;

/// <summary>The texts of 'plugin test'.</summary>
internal static class PluginTestMessages
{
    public static Phrase AboutTest => new("Runs a script or an assembly plugin against recorded facts, outside the cluster", "在集群之外，以记录的事实试运行脚本或程序集插件");
    public static Phrase ArgumentFile => new("The script's file, or a plugin's folder or .dll", "脚本文件，或插件的目录或 .dll");
    public static Phrase OptionFacts => new("JSON file with facts (role, term, holdsVip, peerState, parameters, …)", "事实的JSON文件（role、term、holdsVip、peerState、parameters 等）");
    public static Phrase OptionRole => new("The node's state in which it runs (default primary)", "运行时的节点状态（默认 primary）");
    public static Phrase OptionParameter => new("A parameter as name=value, over the declared one; may be repeated", "参数，形如 name=value，覆盖声明的值；可重复");
    public static Phrase OptionAllowExec => new("A program that exec may run (as scripts.exec); may be repeated", "允许 exec 运行的程序（同 scripts.exec）；可重复");
    public static Phrase OptionAllowPath => new("A file or folder that file.read may read (as scripts.allowed_paths); may be repeated", "允许 file.read 读取的文件或目录（同 scripts.allowed_paths）；可重复");
    public static Phrase Tested => new("The script has run", "脚本已运行");
    public static Phrase NotRun => new("The script gave no verdict", "脚本没有给出结论");
    public static Phrase TriedWell => new("The plugin was loaded, run, stopped and unloaded", "插件已加载、运行、停止并卸载");
    public static Phrase TriedNotWell => new("The plugin failed; steps says where", "插件失败；steps 说明失败之处");
    public static Phrase OnlyForScripts => new(
        "{0} is for scripts; an assembly plugin is told its facts by --facts FILE.", "{0} 仅用于脚本；程序集插件的事实由 --facts 文件给出。");
    public static Phrase EndedTheProcess => new(
        "The plugin ended the process (signal {0}); in a node that costs a take-over, and the third time sets the plugin aside",
        "插件使进程终止（信号 {0}）；在节点上这将引起一次接管，第三次后插件被停用");
    public static Phrase NoFile => new("There is no file {0}.", "文件 {0} 不存在。");
    public static Phrase WrongDeclaration => new("What the script declares is wrong", "脚本的声明有误");
    public static Phrase NoHost => new("Nothing can be tried here", "此处无法试运行");
    public static Phrase NoHostDetails => new(
        "{0} could not be run: {1}. It belongs beside hamgm-cli; install the product as a whole.",
        "无法运行 {0}：{1}。它应与 hamgm-cli 位于同一目录；请完整安装产品。");
}
