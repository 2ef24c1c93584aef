using System.Net.Sockets;
using System.Text;

namespace HAMgm.Logic.Upgrade.Installing;

/// <summary>Asks this node's guard to go on, with its service, as the programs that are on the disk now (IDaemonManager.Upgrade; docs/guard.md).</summary>
/// <param name="dataDirectory">Where the guard's socket lies.</param>
internal sealed class GuardClient(string dataDirectory)
{
    private const int MaxAnswerBytes = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks.</summary>
    /// <returns>Null, or why it did not.</returns>
    public async Task<string?> UpgradeAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetFullPath(dataDirectory), "daemon.sock");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), deadline.Token);
            await socket.SendAsync("{\"op\":\"upgrade\"}\n"u8.ToArray(), SocketFlags.None, deadline.Token);
            var buffer = new byte[MaxAnswerBytes];
            var length = await socket.ReceiveAsync(buffer, SocketFlags.None, deadline.Token);
            var answer = Encoding.UTF8.GetString(buffer, 0, length).Trim();
            return answer.StartsWith("{\"ok\":true", StringComparison.Ordinal) ? null : $"the guard on {path} refused: {answer}";
        }
        catch (Exception silent) when (silent is SocketException or ArgumentException)
        {
            return $"no guard answers on {path}: {silent.Message}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"the guard on {path} did not answer within {Patience.TotalSeconds:F0} s";
        }
    }
}
