using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace HAMgm.Daemon.Tests.Support;

/// <summary>Two network namespaces with a veth between them: the guarded node (10.78.0.1 on hdm0) and its peer (10.78.0.2).</summary>
internal sealed partial class PairOfNamespaces : IDisposable
{
    public const string Interface = "hdm0";
    public const string NodeAddress = "10.78.0.1";
    public const string PeerAddress = "10.78.0.2";
    public const string Vip = "10.78.0.200";
    private const int CloneNewNet = 0x40000000;
    private static int counter;

    public PairOfNamespaces()
    {
        RequireRoot();
        int number = Interlocked.Increment(ref counter);
        Node = $"hdm-{Environment.ProcessId}-{number}a";
        Peer = $"hdm-{Environment.ProcessId}-{number}b";
        Shell($"ip netns add {Node} && ip netns add {Peer}");
        Shell($"ip link add {Interface} netns {Node} type veth peer name {Interface} netns {Peer}");
        foreach ((string name, string address) in new[] { (Node, NodeAddress), (Peer, PeerAddress) })
        {
            Shell($"ip -n {name} link set lo up && ip -n {name} link set {Interface} up && ip -n {name} addr add {address}/24 dev {Interface}");
        }
    }

    public string Node { get; }

    public string Peer { get; }

    public static void RequireRoot()
    {
        if (Environment.UserName != "root")
        {
            Assert.Inconclusive("This test makes network namespaces: run it as root.");
        }
    }

    /// <summary>Whether the VIP is bound on the node.</summary>
    public bool IsBound() => Shell($"ip -n {Node} -o addr show dev {Interface}").Contains($" {Vip}/", StringComparison.Ordinal);

    /// <summary>Runs on a thread of its own that has entered a namespace: sockets made there belong to it for ever.</summary>
    public static T In<T>(string name, Func<T> action)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle($"/var/run/netns/{name}");
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

    public static string Shell(string command, bool mayFail = false)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 || mayFail ? output : throw new InvalidOperationException($"{command}: {errors.Result}");
    }

    public void Dispose() => Shell($"ip netns del {Node}; ip netns del {Peer}", mayFail: true);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNs(int fd, int kind);
}
