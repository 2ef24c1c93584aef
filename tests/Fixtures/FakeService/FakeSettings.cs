using System.Globalization;

namespace HAMgm.Fixtures.FakeService;

/// <summary>The "configuration" of the fake service: lines of key=value.</summary>
internal sealed class FakeSettings
{
    private readonly Dictionary<string, string> values;

    private FakeSettings(Dictionary<string, string> values) => this.values = values;

    public string DataDirectory => Text("data_dir", "");

    public int TimeoutMs => Number("timeout_ms", 300);

    public int IntervalMs => Number("interval_ms", 50);

    public int AfterMs => Number("after_ms", 500);

    public static FakeSettings Read(string path) => new(File.ReadLines(path)
        .Select(line => line.Split('=', 2))
        .Where(pair => pair.Length == 2)
        .ToDictionary(pair => pair[0], pair => pair[1]));

    public string Text(string key, string otherwise) => values.GetValueOrDefault(key, otherwise);

    public int Number(string key, int otherwise) => int.Parse(Text(key, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    /// <summary>What to do at this start: the modes are listed in order, and the last one stays.</summary>
    public string NextMode()
    {
        string[] modes = Text("modes", "normal").Split(',');
        string counter = Path.Combine(DataDirectory, "starts");
        int start = File.Exists(counter) ? int.Parse(File.ReadAllText(counter), CultureInfo.InvariantCulture) : 0;
        File.WriteAllText(counter, (start + 1).ToString(CultureInfo.InvariantCulture));
        return modes[Math.Min(start, modes.Length - 1)];
    }
}
