namespace HAMgm.Cli.Text;

/// <summary>Texts of the alert commands.</summary>
internal static class AlertMessages
{
    public static Phrase About => new("Alerts: list, acknowledge, test, silence", "告警：查看、确认、测试、静默");
    public static Phrase AboutList => new("Lists the alerts of both nodes, and the silences", "列出两个节点的告警和静默规则");
    public static Phrase AboutHistory => new("Shows what was raised, forgotten alerts included", "显示告警历史，含已过期的告警");
    public static Phrase AboutAck => new("Says that somebody knows: nothing escalates any more", "确认告警，停止升级通知");
    public static Phrase AboutTest => new("Sends a test alert from the asked node and waits for the server's answer", "从所询节点发送测试告警并等待服务器应答");
    public static Phrase AboutSilence => new("Keeps alerts from being sent for a while, or ends that", "在一段时间内不发送告警，或提前结束静默");
    public static Phrase ArgumentAlertId => new("The alert's id", "告警编号");
    public static Phrase ArgumentChannel => new("A channel (email, a web hook's name, webhook: all of these); all when left out", "通道（email、Webhook 名称，或 webhook 表示全部 Webhook）；省略则为全部");
    public static Phrase OptionComment => new("What to note with it", "备注");
    public static Phrase OptionAll => new("Also what is over", "包括已恢复的告警");
    public static Phrase OptionDetail => new("Everything that is known of each", "显示全部字段");
    public static Phrase OptionSeverity => new("Only from this severity up: info, low, medium, high, critical", "只显示该级别及以上：info、low、medium、high、critical");
    public static Phrase OptionMostSeverity => new("Worse ones are sent all the same: info, low, medium, high, critical (default: critical)", "高于该级别的仍会发送：info、low、medium、high、critical（默认 critical）");
    public static Phrase OptionType => new("Only of this type", "只显示该类型");
    public static Phrase OptionSilenceType => new("Only of this type; a * at its end stands for any rest", "只针对该类型；末尾的 * 匹配任意后缀");
    public static Phrase OptionNode => new("Only what this node raises", "只针对该节点产生的告警");
    public static Phrase OptionFor => new("How long: 30m, 2h, 7d; at most 30d", "时长：30m、2h、7d，最长 30d");
    public static Phrase OptionEnd => new("Ends a silence", "结束指定的静默");
    public static Phrase OptionHistorySince => new("Only since then: 10m ago, or 2024-01-15T10:30:00Z", "只显示此后的告警：10m（之前），或 2024-01-15T10:30:00Z");
    public static Phrase OptionLimit => new("At most so many, 1 to 1000 (default: 100)", "最多显示条数，1 至 1000（默认 100）");
    public static Phrase GotAlerts => new("Got the alerts", "获取告警成功");
    public static Phrase GotHistory => new("Got the history of alerts", "获取告警历史成功");
    public static Phrase TestDelivered => new("The test alert was delivered", "测试告警已送达");
    public static Phrase TestNotDelivered => new("The test alert was not delivered everywhere", "测试告警未能全部送达");
    public static Phrase DoingTest => new("sending a test alert", "正在发送测试告警");
    public static Phrase NotASilence => new(
        "{0}: '{1}' is no duration from 1ms to 30d; write it like 30m, 2h or 7d.",
        "{0}：'{1}' 不是 1ms 至 30d 的时长；写法如 30m、2h、7d。");
}
