namespace HAMgm.Contracts.Alerts;

/// <summary>Alerts that are kept and not sent for a while. On both nodes; ends by its time or by a command.</summary>
/// <param name="Id">Given when it is made; the same on both nodes.</param>
/// <param name="Type">Alerts of this type; empty: of all types.</param>
/// <param name="NodeId">Alerts that this node raises; empty: both nodes'.</param>
/// <param name="MostSeverity">Worse ones are sent all the same.</param>
/// <param name="From">When it was made, UTC.</param>
/// <param name="Until">When it ends, UTC.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="Comment">Why.</param>
public sealed record AlertSilence(
    string Id, string Type, string NodeId, AlertSeverity MostSeverity, DateTimeOffset From, DateTimeOffset Until, string CreatedBy, string Comment)
{
    /// <summary>Who ended it before its time; empty: nobody.</summary>
    public string EndedBy { get; init; } = "";
}
