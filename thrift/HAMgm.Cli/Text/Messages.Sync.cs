namespace HAMgm.Cli.Text;

/// <summary>Texts of synchronising.</summary>
internal static partial class Messages
{
    public static Phrase DoingSyncOf => new("{0}: {1}, {2} of {3} files", "{0}：{1}，{2}/{3} 个文件");
    public static Phrase DoingPause => new("asking both nodes", "正在通知两个节点");
    public static Phrase DoingCompare => new("comparing the files of both nodes", "正在比对两个节点的文件");

    public static Phrase AboutSyncStatus => new("Shows rsync on both nodes, and each set of files", "查看两个节点的 rsync 状态与各同步集");
    public static Phrase AboutSyncHistory => new("Shows the last runs: files, duration, why they failed", "查看最近的同步记录：文件、耗时、失败原因");
    public static Phrase AboutSyncPause => new("Stops synchronising on both nodes, until it is resumed", "暂停两个节点的同步");
    public static Phrase AboutSyncResume => new("Lets synchronising go on", "恢复同步");
    public static Phrase AboutSyncCompare => new("Compares the checksums of both nodes; copies nothing", "比对两个节点的校验和，不传输文件");

    public static Phrase OptionHistoryLast => new("How many runs, 1 to 1000 (default 10)", "显示的记录数，1 到 1000（默认 10）");
    public static Phrase OptionHistoryFiles => new("With the files of each run", "同时列出每次同步的文件");
    public static Phrase OptionCompareCheck => new("Exit code 1 when a set differs", "若有不一致则退出码为 1");

    public static Phrase InStep => new("Both nodes have the same files", "两个节点的文件一致");
    public static Phrase NotInStep => new("The nodes' files differ", "两个节点的文件不一致");
}
