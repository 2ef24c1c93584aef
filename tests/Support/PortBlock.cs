using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HAMgm.TestSupport;

/// <summary>
/// Ports of this test process alone. A port that was free a moment ago is no promise: another test process may take it while a daemon of
/// this one is restarted. So each process locks a block of a thousand, below the range that the kernel gives to outgoing connections.
/// </summary>
internal static class PortBlock
{
    private const int First = 20_000;
    private const int Size = 1_000;
    private const int Blocks = 12;

    // Held until the process ends; the kernel frees it whatever becomes of the process.
    private static readonly FileStream s_lock;
    private static readonly int s_first;
    private static int s_used;

    static PortBlock()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"hamgm-test-ports-{Environment.UserName}")).FullName;
        for (var block = 0; block < Blocks; block++)
        {
            try
            {
                s_lock = new FileStream(Path.Combine(folder, block.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                s_first = First + (block * Size);
                return;
            }
            catch (IOException)
            {
                // Another test process has it.
            }
        }

        throw new InvalidOperationException($"All {Blocks} blocks of ports in {folder} are in use.");
    }

    /// <summary>A port that nobody uses now, and no other test process will.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = s_first + ((Interlocked.Increment(ref s_used) - 1) % Size);
            try
            {
                using var probe = new TcpListener(IPAddress.Any, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // In use, by another program or by an earlier test of this process.
            }
        }
    }
}
