using HAMgm.Contracts.Kernel;

namespace HAMgm.Logic.Heartbeat.Tests.Fakes;

internal sealed class FakeHost : IHost
{
    public string ConfigPath => "test";

    public string BaseDirectory => "test";

    public string Version => "0.1.0";

    public long StartedAtUnixMs => 0;

    public bool IsGuarded => false;

    public CancellationToken Stopping => CancellationToken.None;

    public string? StopReason { get; private set; }

    public void RequestStop(int exitCode, string reason) => StopReason = reason;

    public void ReportStatus(string status)
    {
    }
}
