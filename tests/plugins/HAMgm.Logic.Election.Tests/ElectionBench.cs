using System.Collections.Concurrent;
using HAMgm.Component.Data;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Time;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Election.Tests;

/// <summary>The module over the real component.data, in a folder of its own.</summary>
internal sealed class ElectionBench : IElectionSink, IFaultReporter, IDisposable
{
    public const string Key = "statemachine:node-001:election_state";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hamgm-election-");
    private readonly DataComponent _data;

    public ElectionBench()
    {
        Config = new FakeConfig("node-001", "10.0.0.1", "node-002", "10.0.0.2").With("data_dir", _folder.FullName);
        _data = new DataComponent(Config, Log);
        Wait(_data.LoadAsync(CancellationToken.None));
        Store = new GatedStore(_data);
        Module = New();
    }

    public FakeConfig Config { get; }

    public RecordingLogger Log { get; } = new();

    public GatedStore Store { get; }

    public ElectionModule Module { get; private set; }

    public BlockingCollection<(ulong Ticket, bool IsDurable)> Answers { get; } = [];

    public List<Exception> Faults { get; } = [];

    /// <summary>The next life of the node, on the same disk.</summary>
    public ElectionModule New()
    {
        Module = new ElectionModule(Config, Store, Log, this);
        Module.Attach(this);
        return Module;
    }

    public void Start() => Wait(Module.StartAsync(CancellationToken.None));

    public (ulong Ticket, bool IsDurable) NextAnswer() =>
        Answers.TryTake(out var answer, TimeSpan.FromSeconds(30)) ? answer : throw new AssertFailedException("no answer came");

    public void OnPersisted(ulong ticket, bool isDurable, MonotonicTime at) => Answers.Add((ticket, isDurable));

    public void Report(Exception exception) => Faults.Add(exception);

    public void Dispose()
    {
        Store.Gate.Set();
        Wait(Module.StopAsync(CancellationToken.None));
        Wait(_data.UnloadAsync(CancellationToken.None));
        Answers.Dispose();
        Store.Gate.Dispose();
        Store.Arrived.Dispose();
        _folder.Delete(recursive: true);
    }

    // These finish before they return.
    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
