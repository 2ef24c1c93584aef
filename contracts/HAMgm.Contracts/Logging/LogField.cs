namespace HAMgm.Contracts.Logging;

/// <summary>One structured field of a log line (spec/1 section 3.2.4).</summary>
/// <param name="Name">Lower camel case.</param>
/// <param name="Value">Number, text, boolean, time span; others by ToString.</param>
public readonly record struct LogField(string Name, object? Value)
{
    /// <summary>So that <c>log.Info("bound", ("vip", vip))</c> reads well.</summary>
    public static implicit operator LogField((string Name, object? Value) pair) => new(pair.Name, pair.Value);
}
