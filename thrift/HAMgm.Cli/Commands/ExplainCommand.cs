using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>cluster explain: why a node is in its state.</summary>
internal static class ExplainCommand
{
    private const int MostDecisions = 100;

    public static void AddTo(CommandTree tree, System.CommandLine.Command group)
    {
        var nodeId = tree.Argument("node-id", Messages.ArgumentExplainNodeId);
        nodeId.HelpName = "[node-id]";
        var last = tree.Option("--last", "number", Messages.OptionLast);
        tree.Add(
            group,
            "explain",
            Messages.AboutClusterExplain,
            (context, cancel) => ExplainAsync(
                context, context.Value(nodeId) ?? string.Empty, Values.Count("--last", context.Value(last) ?? "10", MostDecisions), cancel),
            nodeId,
            last);
    }

    private static async Task<Outcome?> ExplainAsync(CommandContext context, string nodeId, int last, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ReadAsync(
            "GetDecisions", (client, cancel) => client.GetDecisions(nodeId, last, cancel), answer => answer.Base, cancellationToken);
        var status = context.Client.Part(answer.Status, "GetDecisions", "status");
        var decisions = context.Client.Part(answer.Decisions, "GetDecisions", "decisions");
        var language = context.Settings.Language;
        return new Outcome(Messages.Explained, answer.Base.Timestamp, new Fields
        {
            { "nodeId", status.NodeId },
            { "role", status.Role.ToString() },
            { "term", status.Term },
            { "lastRuleId", status.LastRuleId, status.__isset.lastRuleId },
            { "explanation", Sentences(status, decisions).Select(sentence => sentence.In(language)).ToList() },
            { "warnings", status.Warnings, status is { __isset.warnings: true, Warnings.Count: > 0 } },
            { "decisions", decisions.AsEnumerable().Reverse().Select(decision => Shape(decision, language)).ToList() },
        });
    }

    private static List<Phrase> Sentences(NodeStatus status, List<Decision> decisions)
    {
        var sentences = new List<Phrase> { Role(status, decisions) };
        if (status is { __isset.maintenance: true, Maintenance: true })
        {
            sentences.Add(Messages.ExplainMaintenance);
        }

        if (status.HoldsVip)
        {
            sentences.Add(status.__isset.leaseRemainingMs ? Messages.ExplainHolds.With(status.LeaseRemainingMs) : Messages.ExplainHoldsAlone);
        }
        else
        {
            if (status.__isset.promiseRemainingMs)
            {
                sentences.Add(Messages.ExplainPromise.With(status.PromiseRemainingMs));
            }

            if (status.__isset.notEligibleBecause)
            {
                sentences.Add(status.NotEligibleBecause.Length > 0 ? Messages.ExplainNotEligible.With(status.NotEligibleBecause) : Messages.ExplainEligible);
            }
        }

        if (status is { __isset.frozenBecause: true, FrozenBecause.Length: > 0 })
        {
            sentences.Add(Messages.ExplainFrozen.With(status.FrozenBecause));
        }

        return sentences;
    }

    private static Phrase Role(NodeStatus status, List<Decision> decisions)
    {
        var index = decisions.FindLastIndex(decision => decision.ToState == status.Role && decision.FromState != decision.ToState);
        var entered = index < 0 ? null : decisions[index];

        // That the address was bound or released, or handed over, says what was done; the decision before it says why.
        var cause = entered;
        for (var before = index - 1; before >= 0 && IsMerelyDone(cause!.RuleId, decisions[before].RuleId); before--)
        {
            cause = decisions[before];
        }

        var rule = cause?.RuleId ?? (status.__isset.lastRuleId ? status.LastRuleId : string.Empty);
        var why = Why(rule, cause?.Reason ?? status.Reason ?? string.Empty);
        return entered is null
            ? Messages.ExplainRoleUndated.With(status.NodeId, status.Role, why)
            : Messages.ExplainRole.With(status.NodeId, status.Role, CellText.Time(entered.Timestamp), why);
    }

    private static bool IsMerelyDone(string ruleId, string ruleBefore) =>
        ruleId is "BIND-DONE" or "REL-DONE"
        || (ruleId == "HOLD-HANDOVER" && ruleBefore.StartsWith("MOVE-", StringComparison.Ordinal));

    private static Phrase Why(string ruleId, string reason) => RuleTexts.Of(ruleId) is { } known
        ? new Phrase($"{known.En} ({ruleId}).", $"{known.Zh}（{ruleId}）。")
        : Phrase.Verbatim(ruleId.Length > 0 ? $"{reason} ({ruleId})" : reason);

    private static Fields Shape(Decision decision, Language language) => new()
    {
        { "timestamp", decision.Timestamp },
        { "fromState", decision.FromState.ToString() },
        { "toState", decision.ToState.ToString() },
        { "ruleId", decision.RuleId },
        { "why", (RuleTexts.Of(decision.RuleId) ?? Phrase.Verbatim(decision.Reason)).In(language) },
        { "term", decision.Term },
        { "inputs", decision.Inputs, decision is { __isset.inputs: true, Inputs.Count: > 0 } },
        { "correlation", decision.Correlation, decision.__isset.correlation },
    };
}
