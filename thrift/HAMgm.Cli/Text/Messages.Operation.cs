namespace HAMgm.Cli.Text;

/// <summary>Texts of what HAMgm adds to the specification's commands: explanations, readiness, drills, maintenance, freezing.</summary>
internal static partial class Messages
{
    // Success
    public static Phrase Explained => new("Explained the node's state", "节点状态说明");
    public static Phrase IsReady => new("The other node would take over", "备节点可以接管");
    public static Phrase IsNotReady => new("The other node would not take over", "备节点无法接管");
    public static Phrase DrillDone => new("The drill succeeded: the VIP went there and back", "演练成功：VIP已切换并切回");

    // Explanations
    public static Phrase ExplainRole => new(
        "{0} is {1} since {2}: {3}",
        "{0} 自 {2} 起为 {1}：{3}");
    public static Phrase ExplainRoleUndated => new("{0} is {1}: {2}", "{0} 为 {1}：{2}");
    public static Phrase ExplainHolds => new("It holds the VIP, and may for {0} ms yet.", "它持有VIP，租约还剩 {0} 毫秒。");
    public static Phrase ExplainHoldsAlone => new(
        "It holds the VIP without a lease of its peer, by the witness's word.",
        "它持有VIP，但没有对端的租约，凭见证维持。");
    public static Phrase ExplainPromise => new(
        "It has promised its peer not to take over for {0} ms yet.",
        "它已向对端承诺在 {0} 毫秒内不接管。");
    public static Phrase ExplainNotEligible => new("It could not be PRIMARY now: {0}.", "它目前不能成为主节点：{0}。");
    public static Phrase ExplainEligible => new("It could be PRIMARY if it had to.", "必要时它可以成为主节点。");
    public static Phrase ExplainMaintenance => new(
        "An operator has put it into maintenance; it does not take the VIP.",
        "运维人员已将其置于维护状态，它不会接管VIP。");
    public static Phrase ExplainFrozen => new("Nothing moves by itself: {0}.", "不会自动切换：{0}。");
    public static Phrase ExplainOld => new(
        "What is known of its settings and warnings is {0} ms old.",
        "其配置与警告信息距今 {0} 毫秒。");

    // Readiness
    public static Phrase NotReadyForDrill => new(
        "A drill is refused, because the other node would not take over if the PRIMARY died: {0}",
        "拒绝演练，因为主节点故障时备节点无法接管：{0}");
    public static Phrase DrillConfirmMissing => new(
        "A drill moves the VIP to the other node and back. If you want that, add --confirm: 'hamgm-cli cluster drill --confirm'.",
        "演练会把VIP切换到另一节点再切回。确认执行请加 --confirm：'hamgm-cli cluster drill --confirm'。");
    public static Phrase FreezeConfirmation => new(
        "While the cluster is frozen nothing moves by itself, not even when the PRIMARY dies. 'hamgm-cli cluster unfreeze' ends it.",
        "冻结期间不会自动切换，即使主节点故障。可用 'hamgm-cli cluster unfreeze' 解除。");
    public static Phrase DrillStranded => new(
        "The VIP was moved to {0} and is there still; moving it back failed.",
        "VIP已切换到 {0} 且仍在该节点；切回失败。");
    public static Phrase DrillNotReadyAgain => new(
        "The VIP was moved to {0} and is there still, because {1} was not ready to take it back within {2}: {3}",
        "VIP已切换到 {0} 且仍在该节点，因为 {1} 在 {2} 内未能就绪：{3}");
    public static Phrase DrillInterrupted => new(
        "Interrupted: moving the VIP back to {0} first.",
        "已中断：先把VIP切回 {0}。");

    // Progress
    public static Phrase DoingSwitch => new("moving the VIP to the other node", "正在切换VIP");
    public static Phrase DoingSync => new("copying files", "正在同步文件");
    public static Phrase DoingRemove => new("removing the node", "正在移除节点");
    public static Phrase DoingMaintenance => new("changing the maintenance mode", "正在变更维护状态");
    public static Phrase DoingFreeze => new("asking both nodes", "正在征询两个节点");
    public static Phrase DoingDrillThere => new("drill: moving the VIP to {0}", "演练：正在把VIP切换到 {0}");
    public static Phrase DoingDrillStay => new("drill: the VIP is on {0}; waiting for {1} to be ready", "演练：VIP在 {0}，等待 {1} 就绪");
    public static Phrase DoingDrillBack => new("drill: moving the VIP back to {0}", "演练：正在把VIP切回 {0}");

    // Watch
    public static Phrase WatchTitle => new("Every {0}; Ctrl-C ends it. {1}", "每 {0} 刷新，Ctrl-C 结束。{1}");

    // Wrong usage
    public static Phrase NotATime => new(
        "{0}: '{1}' is no duration like 10m and no time like 2024-01-15T10:30:00Z.",
        "{0}：'{1}' 既不是 10m 这样的时长，也不是 2024-01-15T10:30:00Z 这样的时间。");
    public static Phrase NotACount => new("{0}: '{1}' is no number from 1 to {2}.", "{0}：'{1}' 不是 1 至 {2} 的整数。");
    public static Phrase OnlyWithWatch => new("{0} goes with --watch only.", "{0} 只能与 --watch 同用。");

    // Help
    public static Phrase HelpExit6 => new("asked with --check, and the answer is no", "使用 --check 且结果为否");
    public static Phrase HelpExit143 => new("ended by SIGTERM", "被 SIGTERM 终止");
    public static Phrase AboutClusterExplain => new(
        "Says why a node is in its state: its last decisions, in plain words",
        "说明节点为何处于当前状态：最近的决策及其规则");
    public static Phrase AboutClusterReadiness => new(
        "If the PRIMARY died now: expected outage, what is not in step, what would block",
        "若主节点此刻故障：预计中断时间、未同步项、阻碍接管的原因");
    public static Phrase AboutClusterDrill => new(
        "Moves the VIP to the other node and back, and reports how long it took",
        "演练：把VIP切换到另一节点再切回，并报告用时");
    public static Phrase AboutClusterFreeze => new("Stops role decisions on both nodes", "冻结集群：两个节点均不再变更角色");
    public static Phrase AboutClusterUnfreeze => new("Lets role decisions go on", "解除冻结");
    public static Phrase AboutNodeMaintenance => new(
        "Takes a node out of service (on), or back into it (off)",
        "维护状态：on 使节点退出服务，off 恢复");
    public static Phrase AboutCompletion => new("Prints a completion script for a shell", "输出命令补全脚本");
    public static Phrase AboutMan => new("Prints the manual page (man -l -)", "输出手册页（man -l -）");

    public static Phrase OptionWatch => new("Goes on until Ctrl-C: in place on a terminal, else one document a line", "持续刷新直至 Ctrl-C：终端上原地刷新，否则每行一个文档");
    public static Phrase OptionInterval => new("With --watch: how often (default 2s)", "与 --watch 同用：刷新间隔（默认 2s）");
    public static Phrase OptionSince => new(
        "Only events since then: 10m ago, or 2024-01-15T10:30:00Z",
        "只显示此后的事件：10m（之前），或 2024-01-15T10:30:00Z");
    public static Phrase OptionKind => new(
        "Only these kinds, with commas: role, alert, vip, peer, config, plugin, audit",
        "只显示这些类别，以逗号分隔：role、alert、vip、peer、config、plugin、audit");
    public static Phrase OptionLast => new("How many decisions (default 10, at most 100)", "决策条数（默认 10，最多 100）");
    public static Phrase OptionCheck => new("Ends with 6 when the answer is no", "结果为否时以 6 退出");
    public static Phrase OptionOutput => new(
        "prometheus: figures for monitoring, instead of --format",
        "prometheus：输出监控指标，代替 --format");
    public static Phrase OptionDrillConfirm => new("Required: you mean it", "必填：确认执行演练");
    public static Phrase OptionDrillStay => new("How long the VIP stays there at least (default 2s)", "VIP在另一节点至少停留多久（默认 2s）");
    public static Phrase OptionFreezeForce => new(
        "Also when the other node cannot be asked; it follows when it is heard",
        "对端无法征询时也执行；对端恢复后跟随");
    public static Phrase OptionMaintenanceForce => new(
        "Also a PRIMARY without a fit peer: nobody has the VIP then",
        "即使主节点没有可接管的对端：届时无节点持有VIP");
    public static Phrase ArgumentExplainNodeId => new("The node's id (default: the answering node)", "节点ID（默认为应答节点）");
    public static Phrase ArgumentOnOff => new("on or off", "on 或 off");
    public static Phrase ArgumentShell => new("bash, zsh or fish", "bash、zsh 或 fish");
}
