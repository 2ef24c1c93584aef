using System.Runtime.InteropServices;

namespace HAMgm.Daemon.Tests.Support;

/// <summary>Traces a process as gdb would, without ever waiting for it. A tracer is a thread; it lets go when it ends.</summary>
internal sealed partial class Debugger : IDisposable
{
    private const int PtraceSeize = 0x4206;
    private readonly ManualResetEventSlim attached = new();
    private readonly ManualResetEventSlim done = new();
    private readonly Thread thread;
    private long result;

    private Debugger(int pid)
    {
        thread = new Thread(() =>
        {
            result = Ptrace(PtraceSeize, pid, 0, 0);
            attached.Set();
            done.Wait();
        });
        thread.Start();
    }

    public static Debugger Attach(int pid)
    {
        Debugger made = new(pid);
        made.attached.Wait();
        if (made.result != 0)
        {
            made.Dispose();
            Assert.Inconclusive("ptrace is not permitted here.");
        }

        return made;
    }

    public void Dispose()
    {
        done.Set();
        thread.Join();
        attached.Dispose();
        done.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    private static partial long Ptrace(int request, int pid, nint address, nint data);
}
