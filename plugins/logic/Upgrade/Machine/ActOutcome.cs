namespace HAMgm.Logic.Upgrade.Machine;

/// <summary>What an act gave.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Detail">What was done; or what is the matter and what to do about it.</param>
internal sealed record ActOutcome(ActResult Result, string Detail)
{
    public static ActOutcome Done(string detail) => new(ActResult.Done, detail);

    public static ActOutcome Skipped(string detail) => new(ActResult.Skipped, detail);

    public static ActOutcome Failed(string detail) => new(ActResult.Failed, detail);

    public static ActOutcome Conflict(string detail) => new(ActResult.Conflict, detail);
}
