using HAMgm.Contracts.Upgrades;

namespace HAMgm.TestSupport;

/// <summary>A coordinator that says what the test gives it, and remembers what it was asked.</summary>
internal sealed class FakeUpgradeCoordinator : IUpgradeCoordinator
{
    public string? ConfigurationLock { get; set; }

    public UpgradeReport Report { get; set; } = new(null, "There was no upgrade.", "");

    public List<string> Calls { get; } = [];

    public Task<UpgradeReport> StartAsync(UpgradeOrder order, CancellationToken cancellationToken) => AnswerAsync($"start {order.ToVersion} {order.PackagePath} {order.StartedBy}");

    public UpgradeReport GetStatus() => Report;

    public Task<UpgradeReport> CompleteAsync(bool force, CancellationToken cancellationToken) => AnswerAsync($"complete {force}");

    public Task<UpgradeReport> RollBackAsync(bool force, CancellationToken cancellationToken) => AnswerAsync($"rollback {force}");

    public Task<IReadOnlyList<UpgradeRecord>> GetHistoryAsync(int limit, CancellationToken cancellationToken)
    {
        Calls.Add($"history {limit}");
        return Task.FromResult<IReadOnlyList<UpgradeRecord>>(Report.Record is { } upgrade ? [upgrade] : []);
    }

    public void Connect(IUpgradePlatform? platform) => Calls.Add(platform is null ? "disconnected" : "connected");

    public Task<byte[]> AnswerPeerAsync(byte[] body, CancellationToken cancellationToken) => Task.FromResult<byte[]>([.. body.Reverse()]);

    private Task<UpgradeReport> AnswerAsync(string call)
    {
        Calls.Add(call);
        return Task.FromResult(Report);
    }
}
