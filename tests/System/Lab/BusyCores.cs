using System.Diagnostics;

namespace HAMgm.SystemTests;

/// <summary>One ordinary process a core that does nothing but turn: a busy host. Ended with this object.</summary>
internal sealed class BusyCores : IDisposable
{
    private readonly Process[] loops = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(static _ => Start())];

    public void Dispose()
    {
        foreach (Process loop in loops)
        {
            loop.Kill();
            loop.WaitForExit();
            loop.Dispose();
        }
    }

    private static Process Start()
    {
        Process loop = new() { StartInfo = Shell.Describe(["sh", "-c", "while :; do :; done"]) };
        loop.Start();
        return loop;
    }
}
