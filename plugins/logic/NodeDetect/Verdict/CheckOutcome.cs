using System.Collections.Frozen;

namespace HAMgm.Logic.NodeDetect.Verdict;

/// <summary>What one run of a check gave.</summary>
/// <param name="Level">How well it went.</param>
/// <param name="Message">One line for an operator; says what was found even when all is well.</param>
/// <param name="Metrics">Figures by name.</param>
internal sealed record CheckOutcome(CheckLevel Level, string Message, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>Longest message that is kept: scripts and servers write them.</summary>
    public const int MaxMessageLength = 512;

    private static readonly FrozenDictionary<string, double> None = FrozenDictionary<string, double>.Empty;

    public static CheckOutcome Healthy(string message, params ReadOnlySpan<(string Name, double Value)> metrics) => Make(CheckLevel.Healthy, message, metrics);

    public static CheckOutcome Degraded(string message, params ReadOnlySpan<(string Name, double Value)> metrics) => Make(CheckLevel.Degraded, message, metrics);

    public static CheckOutcome Unhealthy(string message, params ReadOnlySpan<(string Name, double Value)> metrics) => Make(CheckLevel.Unhealthy, message, metrics);

    public static CheckOutcome Make(CheckLevel level, string message, ReadOnlySpan<(string Name, double Value)> metrics)
    {
        IReadOnlyDictionary<string, double> figures = None;
        if (metrics.Length > 0)
        {
            var all = new Dictionary<string, double>(metrics.Length, StringComparer.Ordinal);
            foreach (var (name, value) in metrics)
            {
                all[name] = value;
            }

            figures = all;
        }

        return new CheckOutcome(level, OneLine(message), figures);
    }

    /// <summary>A text from outside as one printable line.</summary>
    public static string OneLine(string text)
    {
        var cut = text.Length > MaxMessageLength ? string.Concat(text.AsSpan(0, MaxMessageLength), "…") : text;
        return cut.AsSpan().ContainsAnyInRange('\0', '\u001f') || cut.Contains('\u007f', StringComparison.Ordinal)
            ? string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c)).Trim()
            : cut;
    }
}
