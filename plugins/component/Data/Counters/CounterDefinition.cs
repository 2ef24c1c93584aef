namespace HAMgm.Component.Data;

/// <summary>How a counter counts (spec/1 section 5.4.2).</summary>
/// <param name="Name">Its name.</param>
/// <param name="MinValue">The first value, also after a wrap.</param>
/// <param name="Step">Distance of two values.</param>
/// <param name="MaxValue">The largest value.</param>
/// <param name="IsMadeElsewhere">True when its values come from a module (terms from the decision core, versions from component.config).</param>
internal sealed record CounterDefinition(string Name, ulong MinValue, ulong Step, ulong MaxValue, bool IsMadeElsewhere = false)
{
    /// <summary>The value after this one.</summary>
    public ulong After(ulong value, out bool wraps)
    {
        wraps = value >= MaxValue || MaxValue - value < Step;
        return wraps ? MinValue : value + Step;
    }
}
