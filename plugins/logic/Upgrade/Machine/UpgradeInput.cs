namespace HAMgm.Logic.Upgrade.Machine;

/// <summary>What the machine is told.</summary>
internal abstract record UpgradeInput
{
    private UpgradeInput()
    {
    }

    /// <summary>The act of the present phase ended.</summary>
    public sealed record Ended(ActOutcome Outcome) : UpgradeInput;

    /// <summary>An operator: both nodes are upgraded, or go on where it stopped.</summary>
    public sealed record CompleteOrdered(bool Force) : UpgradeInput;

    /// <summary>An operator: back to the configuration of before.</summary>
    public sealed record RollBackOrdered(bool Force) : UpgradeInput;

    /// <summary>This process is another one than that which wrote the state.</summary>
    public sealed record Restarted : UpgradeInput;
}
