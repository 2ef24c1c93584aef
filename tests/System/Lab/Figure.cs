using System.Globalization;

namespace HAMgm.SystemTests;

/// <summary>A measured figure: printed in one fixed form, and appended to the file that HAMGM_FIGURES names, so that scripts/test can show it at once.</summary>
internal static class Figure
{
    private static readonly Lock Gate = new();

    /// <summary>Prints median, smallest and largest of several runs and returns the median.</summary>
    public static double Print(TestContext context, string name, IReadOnlyList<double> values, string unit = "ms")
    {
        double[] sorted = [.. values.Order()];
        double median = sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"FIGURE name={name} median={median:0.##} min={sorted[0]:0.##} max={sorted[^1]:0.##} unit={unit} runs={sorted.Length}");
        context.WriteLine(line);
        if (Environment.GetEnvironmentVariable("HAMGM_FIGURES") is { Length: > 0 } file)
        {
            lock (Gate)
            {
                File.AppendAllText(file, line + "\n");
            }
        }

        return median;
    }
}
