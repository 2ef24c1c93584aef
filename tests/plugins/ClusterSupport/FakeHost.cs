using HAMgm.Contracts.Kernel;

namespace HAMgm.TestSupport;

/// <summary>A host that says who it is.</summary>
internal sealed class FakeHost(string configPath = "/etc/hamgm/hamgm.yaml") : IHost
{
    public string ConfigPath => configPath;

    public string BaseDirectory => "/opt/hamgm";

    public string Version => "0.1.0";

    public long StartedAtUnixMs => 1_700_000_000_000;

    public bool IsGuarded => true;

    public CancellationToken Stopping => CancellationToken.None;

    public void RequestStop(int exitCode, string reason)
    {
    }

    public void ReportStatus(string status)
    {
    }
}
