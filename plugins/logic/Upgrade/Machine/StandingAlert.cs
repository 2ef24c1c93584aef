using HAMgm.Contracts.Alerts;

namespace HAMgm.Logic.Upgrade.Machine;

/// <summary>An alert that stands as long as what it tells of does.</summary>
/// <param name="Key">Names the trouble.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Title">One line.</param>
/// <param name="Message">What is the matter, and what to do.</param>
internal sealed record StandingAlert(string Key, AlertSeverity Severity, string Title, string Message);
