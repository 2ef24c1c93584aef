using System.Diagnostics;
using System.Globalization;

namespace HAMgm.SystemTests;

/// <summary>A real service on one host of the laboratory (redis-server): what the health checks look at, and a test kills.</summary>
internal sealed class HostService(LabHost host, string folder) : IDisposable
{
    /// <summary>Where it listens, on the loopback of its host.</summary>
    public const int Port = 6379;

    private Process? process;

    /// <summary>Why it cannot run here; null when it can.</summary>
    public static string? WhyNot => Shell.Has("redis-server") ? null : "redis-server is missing: scripts/test installs it";

    /// <summary>Starts it and returns when it answers.</summary>
    public void Start()
    {
        string port = Port.ToString(CultureInfo.InvariantCulture);
        process = new Process
        {
            StartInfo = Shell.Describe(host.Command("redis-server", "--bind", "127.0.0.1", "--port", port, "--save", "", "--dir", folder, "--logfile", "/dev/null", "--daemonize", "no")),
        };
        process.Start();
        Wait.Until(
            () => Shell.TryRun(host.Command("redis-cli", "-p", port, "ping")).Output.StartsWith("PONG", StringComparison.Ordinal),
            Patience.Seconds(10),
            $"redis-server on {host.Name}");
    }

    /// <summary>Kills it (SIGKILL): from now on connections are refused.</summary>
    public void Kill()
    {
        process!.Kill();
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    public void Dispose()
    {
        if (process is not null)
        {
            Kill();
        }
    }
}
