namespace HAMgm.Logic.Upgrade.Acts;

/// <summary>Which paths of the configuration are not as they were backed up, node by node.</summary>
/// <param name="OnStandby">On the node that is STANDBY now.</param>
/// <param name="OnPrimary">On the node that is PRIMARY now, where it was STANDBY when the upgrade began; null: it was PRIMARY then, too.</param>
internal sealed record ConfigurationChanges(IReadOnlyList<string> OnStandby, IReadOnlyList<string>? OnPrimary);
