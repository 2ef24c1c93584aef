using HAMgm.Contracts.Kernel;

namespace HAMgm.Logic.Upgrade.Tests;

/// <summary>One life of a service: the version is what lay on the disk when it began, as with a program.</summary>
internal sealed class VersionedHost(string configFile, string version, long startedAt) : IHost
{
    public string ConfigPath => configFile;

    public string BaseDirectory => "/opt/hamgm";

    public string Version => version;

    public long StartedAtUnixMs => startedAt;

    public bool IsGuarded => true;

    public CancellationToken Stopping => CancellationToken.None;

    public void RequestStop(int exitCode, string reason)
    {
    }

    public void ReportStatus(string status)
    {
    }
}
