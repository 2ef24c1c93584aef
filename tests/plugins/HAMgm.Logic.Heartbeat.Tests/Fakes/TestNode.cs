namespace HAMgm.Logic.Heartbeat.Tests.Fakes;

/// <summary>A module with everything that it needs, on a loopback address of its own.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    public const string FirstAddress = "127.0.0.2";
    public const string SecondAddress = "127.0.0.3";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private Receiver? _receiver;

    public TestNode(FakeConfig config)
    {
        Config = config;
        Module = new HeartbeatModule(config, Faults, Log, Bus);
        Module.Attach(Sink);
    }

    public FakeConfig Config { get; }

    public HeartbeatModule Module { get; }

    public FakeFaults Faults { get; } = new();

    public FakeLog Log { get; } = new();

    public FakeBus Bus { get; } = new();

    public RecordingSink Sink { get; } = new();

    public static TestNode First(int port, Action<FakeConfig>? change = null) =>
        Make(new FakeConfig("node-001", FirstAddress, "node-002", SecondAddress, port), change);

    public static TestNode Second(int port, Action<FakeConfig>? change = null) =>
        Make(new FakeConfig("node-002", SecondAddress, "node-001", FirstAddress, port), change);

    /// <summary>Waits for something that another thread brings about.</summary>
    public static async Task Until(Func<bool> condition, string what)
    {
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!condition())
        {
            Assert.IsLessThan(deadline, Environment.TickCount64, $"It did not happen: {what}");
            await Task.Delay(2);
        }
    }

    public async Task<TestNode> StartAsync()
    {
        await Module.InitializeAsync(CancellationToken.None);
        await Module.StartAsync(CancellationToken.None);
        _receiver = new Receiver(Module);
        return this;
    }

    public Task StopAsync()
    {
        _receiver?.Dispose();
        _receiver = null;
        return Module.StopAsync(CancellationToken.None);
    }

    public Task UntilConnected() => Until(() => Module.GetConnectionStatus().IsConnected, "connected");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Module.Dispose();
        Assert.IsNull(Faults.Reported);
    }

    private static TestNode Make(FakeConfig config, Action<FakeConfig>? change)
    {
        change?.Invoke(config);
        return new TestNode(config);
    }
}
