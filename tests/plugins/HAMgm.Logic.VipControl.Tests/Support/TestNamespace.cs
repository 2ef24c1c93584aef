using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace HAMgm.Logic.VipControl.Tests.Support;

/// <summary>
/// A network namespace, deleted at the test's end. <see cref="Run"/> executes on a thread of its own that has entered it;
/// threads and sockets made there belong to it.
/// </summary>
internal sealed partial class TestNamespace : IDisposable
{
    private const int CloneNewNet = 0x40000000;
    private static int counter;

    public TestNamespace()
    {
        if (Environment.UserName != "root")
        {
            Assert.Inconclusive("This test makes network namespaces: run it as root.");
        }

        Name = $"hvp-{Environment.ProcessId}-{Interlocked.Increment(ref counter)}";
        Shell($"ip netns add {Name}");
        Ip("link set lo up");
    }

    public string Name { get; }

    public static string Shell(string command, bool mayFail = false)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 || mayFail ? output : throw new InvalidOperationException($"{command}: {errors.Result}");
    }

    public string Ip(string arguments, bool mayFail = false) => Shell($"ip -n {Name} {arguments}", mayFail);

    public string Exec(string command, bool mayFail = false) => Shell($"ip netns exec {Name} {command}", mayFail);

    public bool Pings(string address) =>
        Exec($"ping -n -c 1 -W 0.5 {address} >/dev/null 2>&1 && echo yes", mayFail: true).StartsWith("yes", StringComparison.Ordinal);

    public void Run(Action action) => Run<object?>(() =>
    {
        action();
        return null;
    });

    public T Run<T>(Func<T> action)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle($"/var/run/netns/{Name}");
            try
            {
                Assert.AreEqual(0, SetNs((int)handle.DangerousGetHandle(), CloneNewNet));
                result = action();
            }
            catch (Exception caught)
            {
                failure = ExceptionDispatchInfo.Capture(caught);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    public void Dispose() => Shell($"ip netns del {Name}", mayFail: true);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNs(int fd, int kind);
}
