namespace HAMgm.Contracts.Cluster;

/// <summary>
/// A term: one for each promotion, the fencing token of every action that follows from it.
/// The lower node id takes even terms and the higher one odd terms, so that two PRIMARYs never share one
/// (safety-rules.md R4). Zero is "none".
/// </summary>
/// <param name="Value">1 … 2^63−1 (spec/1 section 5.4.2), or 0 for none.</param>
public readonly record struct Epoch(long Value) : IComparable<Epoch>
{
    /// <summary>No term.</summary>
    public static Epoch None => default;

    /// <summary>The higher of two terms.</summary>
    public static Epoch Max(Epoch left, Epoch right) => left.Value >= right.Value ? left : right;

    /// <summary>Lower.</summary>
    public static bool operator <(Epoch left, Epoch right) => left.Value < right.Value;

    /// <summary>Higher.</summary>
    public static bool operator >(Epoch left, Epoch right) => left.Value > right.Value;

    /// <summary>Not higher.</summary>
    public static bool operator <=(Epoch left, Epoch right) => left.Value <= right.Value;

    /// <summary>Not lower.</summary>
    public static bool operator >=(Epoch left, Epoch right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(Epoch other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
