using System.Globalization;

namespace HAMgm.Contracts.Logging;

/// <summary>
/// The changing call that the running code works for: a number that flows with it through <c>await</c>, is in each line that it
/// logs, travels with what it asks of the other node, and is noted by decisions and actions that follow from it
/// (docs/adr/0042). 0 stands for none, which costs nothing: no allocation, no look-up.
/// </summary>
public static class Correlation
{
    private static readonly AsyncLocal<ulong> Ambient = new();

    /// <summary>The call's number; 0 outside of one.</summary>
    public static ulong Current => Ambient.Value;

    /// <summary>Goes on under the number that is there, or under a new one where there is none.</summary>
    /// <returns>Dispose to end it.</returns>
    public static CorrelationScope Begin() => Use(Current != 0 ? Current : Draw());

    /// <summary>Goes on under this number; 0 for none.</summary>
    /// <param name="id">As <see cref="Current"/> was where the work was asked for.</param>
    /// <returns>Dispose to end it.</returns>
    public static CorrelationScope Use(ulong id)
    {
        var before = Ambient.Value;
        if (before == id)
        {
            return default;
        }

        Ambient.Value = id;
        return new CorrelationScope(before);
    }

    /// <summary>As lines, records and answers show it: 16 hexadecimal digits; "" for none.</summary>
    public static string Text(ulong id) => id == 0 ? "" : id.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>What <see cref="Text"/> made; 0 for everything else.</summary>
    public static ulong Parse(string? text) =>
        text is { Length: 16 } && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) ? id : 0;

    internal static void Restore(ulong before) => Ambient.Value = before;

    private static ulong Draw()
    {
        ulong id;
        do
        {
            id = (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue);
        }
        while (id == 0);

        return id;
    }
}
