using System.Diagnostics;

namespace HAMgm.TestSupport;

/// <summary>tests/Fixtures/SyncNode as a process of its own.</summary>
internal sealed class SyncNodeProcess : IDisposable
{
    private readonly Process _process;

    private SyncNodeProcess(Process process)
    {
        _process = process;
    }

    /// <summary>Starts a node; it works when this returns.</summary>
    public static async Task<SyncNodeProcess> StartAsync(string program, string configFile, bool isPrimary)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, configFile, isPrimary ? "primary" : "standby"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var first = await process.StandardOutput.ReadLineAsync();
        return first == "ready" ? new SyncNodeProcess(process) : throw new InvalidOperationException($"{program} said '{first}'");
    }

    /// <summary>Orders a synchronisation.</summary>
    public void Order(string word = "sync")
    {
        _process.StandardInput.WriteLine(word);
        _process.StandardInput.Flush();
    }

    /// <summary>What became of an order: state, files in place, files failed, ms of rsync, ms in all, in step, why; null: the node is dead.</summary>
    public async Task<string?> ReadAsync() => await _process.StandardOutput.ReadLineAsync();

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(5000))
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }
}
