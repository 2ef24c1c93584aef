using System.Globalization;

namespace HAMgm.Data.Benchmarks;

/// <summary>One line a figure: name, median, spread, unit.</summary>
internal static class Figures
{
    public static void Print(string name, string value) => Console.WriteLine($"{name,-44} {value}");

    public static void Print(string name, IReadOnlyList<double> values, string unit)
    {
        var sorted = values.Order().ToArray();
        Print(name, string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Length / 2],14:N1} {unit}   (of {sorted.Length}: {sorted[0]:N1} … {sorted[^1]:N1})"));
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
