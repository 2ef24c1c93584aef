using HAMgm.Contracts.Upgrades;

namespace HAMgm.Logic.Upgrade.Peer;

/// <summary>The answer.</summary>
internal sealed record UpgradeReply
{
    /// <summary>The newest state there.</summary>
    public UpgradeRecord? State { get; init; }

    /// <summary><c>done</c>, <c>running</c>, <c>failed</c> or <c>skipped</c>.</summary>
    public string Outcome { get; init; } = "done";

    public string Detail { get; init; } = "";

    public IReadOnlyList<string> Paths { get; init; } = [];

    public string Version { get; init; } = "";
}
