using HAMgm.Contracts.Kernel;

namespace HAMgm.Component.Config.Tests.Fakes;

// A hand-written stand-in: the real host is the service process, and a component reads three properties of it.
internal sealed class FakeHost(string configPath, string baseDirectory) : IHost
{
    public string ConfigPath { get; } = configPath;

    public string BaseDirectory { get; } = baseDirectory;

    public string Version => "0.1.0";

    public long StartedAtUnixMs => 0;

    public bool IsGuarded => false;

    public CancellationToken Stopping => CancellationToken.None;

    public void RequestStop(int exitCode, string reason) => throw new NotSupportedException();

    public void ReportStatus(string status) => throw new NotSupportedException();
}
