using HAMgm.Component.Data.Tests.Fakes;

namespace HAMgm.Component.Data.Tests;

/// <summary>A component over real SQLite in a folder of its own, with a clock that the test moves.</summary>
internal sealed class DataBench : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hamgm-data-");

    public DataBench() => Data = New();

    public string Folder => Path.Combine(_folder.FullName, "data");

    public string Database => Path.Combine(Folder, "hamgm.db");

    public ManualTime Time { get; } = new();

    public FakeLogger Log { get; } = new();

    public RecordingBus Bus { get; } = new();

    public DataComponent Data { get; private set; }

    public static DataBench Open()
    {
        var bench = new DataBench();
        Wait(bench.Data.LoadAsync(CancellationToken.None));
        return bench;
    }

    public DataComponent New() => new(new FakeConfig(Folder), Log, Time) { Events = Bus };

    public void Close() => Wait(Data.UnloadAsync(CancellationToken.None));

    /// <summary>Closes in good order and opens again.</summary>
    public void Restart()
    {
        Close();
        Data = New();
        Wait(Data.LoadAsync(CancellationToken.None));
    }

    public void Dispose()
    {
        Close();
        _folder.Delete(recursive: true);
    }

    // Load and Unload of this component finish before they return.
    public static void Wait(Task task) => task.GetAwaiter().GetResult();
}
