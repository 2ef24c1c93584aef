namespace HAMgm.Simulation.Tests;

/// <summary>
/// The documented weakness of a configuration: two holders are possible, in these circumstances only and no longer than this.
/// The tests assert it both ways: never more, and it does occur.
/// </summary>
/// <param name="Name">For messages.</param>
/// <param name="Excuses">The circumstances.</param>
/// <param name="Afterwards">For how long after they ended two holders may remain.</param>
/// <param name="Longest">The longest spell with two holders.</param>
public sealed record SimWeakness(string Name, Func<SimWorld, bool> Excuses, TimeSpan Afterwards, TimeSpan Longest);
