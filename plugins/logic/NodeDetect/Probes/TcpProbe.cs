using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HAMgm.Logic.NodeDetect.Running;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>Whether something accepts a TCP connection.</summary>
/// <param name="endPoint">Where.</param>
/// <param name="warn">A slower connection is degraded; null: none is.</param>
internal sealed class TcpProbe(IPEndPoint endPoint, TimeSpan? warn) : IProbe
{
    public async Task<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var begin = Stopwatch.GetTimestamp();
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException error)
        {
            return CheckOutcome.Unhealthy($"{endPoint}: {error.Message}");
        }

        // On this host, where nobody listens, the kernel may join a socket to itself when it happens to choose the same port.
        if (endPoint.Equals(socket.LocalEndPoint))
        {
            return CheckOutcome.Unhealthy($"{endPoint}: nobody listens");
        }

        var took = Stopwatch.GetElapsedTime(begin);
        return CheckOutcome.Make(
            took > warn ? CheckLevel.Degraded : CheckLevel.Healthy, $"{endPoint} accepts connections", [("connect_ms", took.TotalMilliseconds)]);
    }

    public void Dispose()
    {
    }
}
