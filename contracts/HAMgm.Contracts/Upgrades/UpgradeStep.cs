namespace HAMgm.Contracts.Upgrades;

/// <summary>One step of an upgrade (upgrade_progress). A step that is tried again is a step of its own.</summary>
/// <param name="Id">The same on both nodes.</param>
/// <param name="Number">From 1 up.</param>
/// <param name="Name"><c>pause-rsync</c>, <c>back-up-configuration</c>, <c>install</c>, …: docs/operators-guide.md lists them.</param>
/// <param name="NodeId">Which node it is about; empty for both.</param>
/// <param name="Status">How it ended.</param>
/// <param name="StartUnixMs">Unix time in milliseconds.</param>
/// <param name="EndUnixMs">Unix time in milliseconds; 0 while it runs.</param>
/// <param name="Detail">What was done, or why not, for an operator.</param>
public sealed record UpgradeStep(
    Guid Id, int Number, string Name, string NodeId, UpgradeStepStatus Status, long StartUnixMs, long EndUnixMs, string Detail);
