using HAMgm.Logic.Upgrade.Acts;

namespace HAMgm.Logic.Upgrade;

/// <summary>What a test sets otherwise.</summary>
internal sealed record CoordinatorOptions
{
    /// <summary>How long a peer that is not reachable is tried again: it may just be starting.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the peer is brought up to date, where that could not be done at once.</summary>
    public TimeSpan CatchUpInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often something that takes its time is looked at.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Put around the acts: a test dies before or after one.</summary>
    public Func<IUpgradeActs, IUpgradeActs> Around { get; init; } = acts => acts;
}
