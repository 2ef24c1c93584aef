using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace HAMgm.TestSupport;

/// <summary>
/// A network namespace for one test, deleted at its end. <see cref="Run"/> executes on a thread of its own that has
/// entered the namespace: sockets made there belong to it, and the pool's threads never change theirs.
/// </summary>
internal sealed partial class TestNamespace : IDisposable
{
    private const int CloneNewNet = 0x40000000;
    private static int counter;

    public TestNamespace()
    {
        RequireRoot();
        Name = $"hns-{Environment.ProcessId}-{Interlocked.Increment(ref counter)}";
        Shell($"ip netns add {Name}");
        Ip("link set lo up");
    }

    public string Name { get; }

    public static void RequireRoot()
    {
        if (Environment.UserName != "root")
        {
            Assert.Inconclusive("This test makes network namespaces: run it as root.");
        }
    }

    /// <summary>A veth pair between two namespaces.</summary>
    public static void Connect(TestNamespace left, string leftName, TestNamespace right, string rightName)
    {
        Shell($"ip link add {leftName} netns {left.Name} type veth peer name {rightName} netns {right.Name}");
        left.Ip($"link set {leftName} up");
        right.Ip($"link set {rightName} up");
    }

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

    /// <summary>Whether a command ends with code 0 here.</summary>
    public bool Succeeds(string command) => Exec($"{command} >/dev/null 2>&1 && echo yes", mayFail: true).StartsWith("yes", StringComparison.Ordinal);

    public bool Pings(string address) => Succeeds($"ping -n -c 1 -W 0.5 {address}");

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
