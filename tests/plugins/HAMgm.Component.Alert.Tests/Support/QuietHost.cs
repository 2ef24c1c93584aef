using HAMgm.Contracts.Kernel;

namespace HAMgm.Component.Alert.Tests.Support;

/// <summary>A host that says where the configuration lies, and that its process has just begun.</summary>
internal sealed class QuietHost(string configPath) : IHost, IFaultReporter
{
    public List<Exception> Faults { get; } = [];

    public string ConfigPath => configPath;

    public string BaseDirectory => Path.GetDirectoryName(configPath)!;

    public string Version => "0.1.0";

    public long StartedAtUnixMs { get; set; }

    public bool IsGuarded => false;

    public CancellationToken Stopping => CancellationToken.None;

    public void RequestStop(int exitCode, string reason) => throw new NotSupportedException();

    public void ReportStatus(string status)
    {
    }

    public void Report(Exception exception)
    {
        lock (Faults)
        {
            Faults.Add(exception);
        }
    }
}
