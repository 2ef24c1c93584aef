using HAMgm.Component.Logger.Tests.Fakes;

namespace HAMgm.Component.Logger.Tests;

/// <summary>A component over a real file in a folder of its own, with a clock that the test moves.</summary>
internal sealed class LogBench : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hamgm-log-");

    public LogBench()
    {
        Config = new FakeConfig(Folder);
        Logger = new LoggerComponent(Config, Time, StandardError);
    }

    public string Folder => _folder.FullName;

    public string File => Path.Combine(Folder, "logs", "hamgm.log");

    public ManualTime Time { get; } = new();

    public StringWriter StandardError { get; } = new();

    public FakeConfig Config { get; }

    public LoggerComponent Logger { get; }

    public static LogBench Open(params (string Key, string Value)[] settings)
    {
        var bench = new LogBench();
        foreach (var (key, value) in settings)
        {
            bench.Config.Values[key] = value;
        }

        bench.Load();
        return bench;
    }

    // Load and Unload of this component finish before they return.
    public void Load() => Logger.LoadAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Closes, which writes all that waits.</summary>
    public void Close() => Logger.UnloadAsync(CancellationToken.None).GetAwaiter().GetResult();

    public string[] Lines(string? file = null) => System.IO.File.ReadAllLines(file ?? File);

    public void Dispose()
    {
        Logger.Dispose();
        StandardError.Dispose();
        _folder.Delete(recursive: true);
    }
}
