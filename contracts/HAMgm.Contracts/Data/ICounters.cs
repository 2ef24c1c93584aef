namespace HAMgm.Contracts.Data;

/// <summary>
/// The auto-increment counters of spec/1 section 5.4. component.data provides it. Between two wraps no value is handed out
/// twice, whatever kills the process: a block of values is reserved on the disk before its first is handed out.
/// </summary>
public interface ICounters
{
    /// <summary>The next value; the first is the counter's initial one. A name that is not in the table of section 5.4.2 counts 1 … 2^32−1 by 1.</summary>
    /// <param name="name">1 … 64 of a-z, 0-9 and '_'.</param>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable/503: the block is used up and the disk refuses the next one.</exception>
    /// <exception cref="ArgumentException">The name is none, or the counter's values are made elsewhere (<c>election_term</c>, <c>heartbeat_sequence</c>, <c>config_version</c>).</exception>
    ulong Next(string name);

    /// <summary>
    /// Notes the value of a counter whose values are made elsewhere, so that it is found under the keys of section 5.4.3. Not
    /// durable, and nothing is decided by it.
    /// </summary>
    void Note(string name, ulong value);

    /// <summary>The counter as it is; null when it was never used.</summary>
    CounterState? Read(string name);
}
