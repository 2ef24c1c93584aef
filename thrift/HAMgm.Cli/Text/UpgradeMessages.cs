using HAMgm.Thrift;

namespace HAMgm.Cli.Text;

/// <summary>Texts of upgrades.</summary>
internal static class UpgradeMessages
{
    public static Phrase AboutUpgrade => new("Upgrades the pair", "升级双机");
    public static Phrase AboutStart => new("Begins an upgrade: pauses rsync, locks and backs up the configuration, then installs or waits", "开始升级：暂停 rsync，锁定并备份配置，然后安装或等待");
    public static Phrase AboutStatus => new("Shows the newest upgrade, and what to do about it", "查看最近一次升级及应执行的操作");
    public static Phrase AboutComplete => new("Both nodes are upgraded; or goes on where it stopped", "两个节点均已升级，或从中断处继续");
    public static Phrase AboutRollback => new("Puts the configuration of before the upgrade back on both nodes", "在两个节点上恢复升级前的配置");
    public static Phrase AboutHistory => new("Shows the last upgrades with their steps", "查看历次升级及其步骤");

    public static Phrase OptionTo => new("Version that both nodes are to have", "两个节点要升级到的版本");
    public static Phrase OptionPackage => new(
        "Package, by the same full path on both nodes: installed by upgrade.hook, the STANDBY first. Without it you upgrade the nodes yourself, then complete",
        "升级包，两个节点上同一完整路径：由 upgrade.hook 安装，先备节点。不指定时由您自行升级两个节点，然后执行 complete");
    public static Phrase OptionWait => new("Waits until it is over or waits for you; exit code 6 when it stopped", "等待直到结束或需要处理；中途停止时退出码为 6");
    public static Phrase OptionCompleteForce => new(
        "Also without the coordinating node, and past a conflict: the PRIMARY's files stand, a copy of the others is kept", "协调节点不可达时也继续；冲突文件以主节点为准，另一方保留副本");
    public static Phrase OptionRollbackForce => new("Also without the coordinating node, and on this node alone when the other cannot be reached", "协调节点不可达时也执行；对端不可达时仅恢复本节点");
    public static Phrase OptionLast => new("How many upgrades, 1 to 1000 (default 10)", "显示的升级次数，1 到 1000（默认 10）");

    public static Phrase PackageNotFull => new("--package '{0}' is no full path: name it from / on, the same on both nodes", "--package '{0}' 不是完整路径：请从 / 开始，两个节点相同");
    public static Phrase DoingOrder => new("asking both nodes", "正在通知两个节点");
    public static Phrase None => new("There was no upgrade.", "尚无升级。");

    /// <summary>What it is at, for the progress line.</summary>
    public static Phrase Doing(UpgradeInfo upgrade) => upgrade.Steps is [.., { NodeId.Length: > 0 } step]
        ? new Phrase("{0}: {1}", "{0}：{1}").With(step.NodeId, At(upgrade.Phase))
        : At(upgrade.Phase);

    /// <summary>How it stands.</summary>
    public static Phrase Explain(UpgradeInfo upgrade)
    {
        var problem = Phrase.Verbatim(upgrade.__isset.problem ? upgrade.Problem : "");
        return upgrade.Phase switch
        {
            "InProgress" => new Phrase(
                "rsync is paused, the configuration is locked and backed up: put version {0} onto both nodes, the STANDBY first, then complete.",
                "rsync 已暂停，配置已锁定并备份：请把版本 {0} 安装到两个节点（先备节点），然后执行 complete。").With(upgrade.ToVersion),
            "Halted" => new Phrase("It stopped; rsync stays paused and the configuration locked until it goes on or is rolled back.", "升级已停止；在继续或回滚之前，rsync 保持暂停，配置保持锁定。").Then(problem),
            "Manual" => new Phrase("Both nodes are upgraded; the configuration needs somebody.", "两个节点均已升级；配置需要人工处理。").Then(problem),
            "Partial" => new Phrase("Both nodes are upgraded; rsync could not be started again.", "两个节点均已升级；rsync 未能恢复（部分成功）。").Then(problem),
            "Succeeded" => new Phrase("Both nodes have version {0}, and the same configuration.", "两个节点均为版本 {0}，配置一致。").With(upgrade.ToVersion),
            "RolledBack" => new Phrase(
                "The configuration of before the upgrade is in force, and nothing was copied over it. Programs that were replaced stay replaced.",
                "已恢复升级前的配置，且未对其进行同步。已替换的程序保持不变。"),
            var phase => new Phrase("It goes on by itself: {0}.", "正在自动进行：{0}。").With(At(phase)),
        };
    }

    private static Phrase At(string phase) => phase switch
    {
        "Pausing" or "PausingAgain" or "ConflictPausing" or "RollBackPausing" => new("pausing rsync", "暂停 rsync"),
        "BackingUp" => new("backing up the configuration", "备份配置"),
        "InstallingFirst" or "InstallingSecond" => new("installing", "安装"),
        "CheckingFirst" or "CheckingSecond" => new("checking its health", "健康检查"),
        "HandingOver" => new("handing over", "主备切换"),
        "Verifying" => new("verifying both nodes", "验证两个节点"),
        "CheckingConflicts" => new("looking for conflicts", "检查冲突"),
        "Resuming" or "RollBackResuming" => new("starting rsync again", "恢复 rsync"),
        "Syncing" => new("synchronising the configuration", "同步配置"),
        "Comparing" => new("comparing checksums", "比对校验和"),
        "Restoring" => new("putting the configuration back", "恢复配置"),
        _ => Phrase.Verbatim(phase),
    };
}
