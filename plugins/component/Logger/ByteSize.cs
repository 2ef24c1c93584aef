using System.Globalization;

namespace HAMgm.Component.Logger;

/// <summary>Sizes as the file writes them: <c>4096</c>, <c>512KiB</c>, <c>10MiB</c>, <c>1GiB</c>.</summary>
internal static class ByteSize
{
    private const long MinBytes = 4096;

    /// <summary>The size in bytes, at least 4 KiB: a smaller file would be all rotation.</summary>
    public static long Parse(string text)
    {
        var (digits, factor) = text switch
        {
            [.. var d, 'K', 'i', 'B'] => (d, 1L << 10),
            [.. var d, 'M', 'i', 'B'] => (d, 1L << 20),
            [.. var d, 'G', 'i', 'B'] => (d, 1L << 30),
            _ => (text, 1L),
        };

        // The schema's pattern has let at most ten digits through.
        return Math.Max(MinBytes, long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) * factor);
    }
}
