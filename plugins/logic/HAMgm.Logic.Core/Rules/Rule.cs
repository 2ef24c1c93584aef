using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Rules;

/// <summary>One row of the rule table: the first whose phase and condition match, acts.</summary>
/// <param name="Id">Stable; every transition logs it.</param>
/// <param name="From">The phases it applies in.</param>
/// <param name="When">Its condition in words.</param>
/// <param name="To">The phase it leads to.</param>
/// <param name="Why">Its reason for an operator, with the safety rule it implements.</param>
public sealed record Rule(string Id, PhaseSet From, string When, Phase To, string Why)
{
    /// <summary>
    /// True of a rule that orders something and leaves the node in its phase (a hand-over begun, a higher term taken). Its effect
    /// makes its own condition false.
    /// </summary>
    public bool Stays { get; init; }

    internal RuleCondition Matches { get; init; } = static (in _, in _) => false;

    internal RuleEffect Apply { get; init; } = static (ref _, in _, in _) => { };
}
