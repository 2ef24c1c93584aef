using HAMgm.Contracts.Kernel;

namespace HAMgm.Kernel.Tests.Support;

/// <summary>A host that remembers how it was asked to stop.</summary>
internal sealed class TestHost : IHost
{
    private readonly TaskCompletionSource<(int ExitCode, string Reason)> _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string ConfigPath => "/nowhere/hamgm.yaml";

    public string BaseDirectory => AppContext.BaseDirectory;

    public string Version => "0.1.0";

    public long StartedAtUnixMs => 0;

    public bool IsGuarded => false;

    public CancellationToken Stopping => CancellationToken.None;

    public Task<(int ExitCode, string Reason)> StopRequest => _stop.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public bool IsStopRequested => _stop.Task.IsCompleted;

    public void RequestStop(int exitCode, string reason) => _stop.TrySetResult((exitCode, reason));

    public void ReportStatus(string status)
    {
    }
}
