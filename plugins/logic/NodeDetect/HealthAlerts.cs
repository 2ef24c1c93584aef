using HAMgm.Contracts.Alerts;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect;

/// <summary>What operators read about a check, in both languages.</summary>
internal static class HealthAlerts
{
    /// <summary>Alert type; the key says which check.</summary>
    public const string Type = "health_check";

    private const string Source = NodeDetectModule.Id;

    /// <summary>A check moved from one level to another.</summary>
    public static AlertEvent For(string nodeId, CheckPlan plan, CheckLevel from, CheckLevel to, string message)
    {
        if (to == CheckLevel.Healthy)
        {
            return new AlertEvent(
                Type, AlertSeverity.Info,
                $"{nodeId}: check {plan.Id} passes again / {nodeId}：检查 {plan.Id} 已恢复",
                $"{plan.Id} ({plan.Type}) of {nodeId} passes again: {message} / {nodeId} 的检查 {plan.Id}（{plan.Type}）已恢复：{message}",
                Source) { Key = KeyOf(plan), Resolves = true };
        }

        var better = to < from;
        var (word, wordZh) = to == CheckLevel.Unhealthy ? ("fails", "失败") : better ? ("is degraded, no longer failing", "由失败转为降级") : ("is degraded", "降级");
        var (effect, effectZh) = (to, plan.Weight) switch
        {
            (CheckLevel.Unhealthy, 0) => ("The node cannot serve: a PRIMARY hands over to a healthy peer.", "该节点无法提供服务：若为主节点且对端健康则切换。"),
            (_, 0) => ("The node goes on serving.", "该节点继续服务。"),
            _ => ("It takes from the node's priority.", "将降低该节点的优先级。"),
        };
        return new AlertEvent(
            Type, Severity(plan, to, better),
            $"{nodeId}: check {plan.Id} {word} / {nodeId}：检查 {plan.Id} {wordZh}",
            $"{plan.Id} ({plan.Type}) of {nodeId} {word}: {message}. {effect} See `hamgm-cli node health {nodeId}`. / " +
            $"{nodeId} 的检查 {plan.Id}（{plan.Type}）{wordZh}：{message}。{effectZh}",
            Source)
        {
            Key = KeyOf(plan),
            Details = new Dictionary<string, string> { ["check"] = plan.Id, ["checkType"] = plan.Type, ["message"] = message },
        };
    }

    /// <summary>A check that had failed was taken out of the configuration.</summary>
    public static AlertEvent Removed(string nodeId, CheckPlan plan) => new(
        Type, AlertSeverity.Info,
        $"{nodeId}: check {plan.Id} was removed / {nodeId}：检查 {plan.Id} 已移除",
        $"{plan.Id} ({plan.Type}) of {nodeId} did not pass, and is no longer run. / {nodeId} 的检查 {plan.Id}（{plan.Type}）未通过，现已不再运行。",
        Source) { Key = KeyOf(plan), Resolves = true };

    private static string KeyOf(CheckPlan plan) => $"{Type}:{plan.Id}";

    private static AlertSeverity Severity(CheckPlan plan, CheckLevel level, bool better) => (level, plan.Weight, better) switch
    {
        (_, _, true) => AlertSeverity.Info,
        (CheckLevel.Unhealthy, 0, _) => AlertSeverity.High,
        (CheckLevel.Unhealthy, _, _) => AlertSeverity.Medium,
        _ => AlertSeverity.Low,
    };
}
