using HAMgm.Contracts.Kernel;

namespace HAMgm.Component.Plugin.Tests.Support;

/// <summary>A host whose product lies in a folder of the test's.</summary>
internal sealed class TestHost(string baseDirectory) : IHost, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    public string ConfigPath => Path.Combine(baseDirectory, "hamgm.yaml");

    public string BaseDirectory => baseDirectory;

    public string Version => "0.1.0";

    public long StartedAtUnixMs => 0;

    public bool IsGuarded => false;

    public CancellationToken Stopping => _stopping.Token;

    public void RequestStop(int exitCode, string reason) => _stopping.Cancel();

    public void ReportStatus(string status)
    {
    }

    public void Dispose() => _stopping.Dispose();
}
