using System.Diagnostics;
using System.Net.Sockets;

namespace HAMgm.ScriptHost.JavaScript;

/// <summary>tcp.connect: whether somebody accepts a connection, and after how long.</summary>
internal sealed record TcpCall(TimeSpan Duration, string Error)
{
    /// <summary>Connects and closes at once.</summary>
    public static TcpCall Connect(string host, double port, TimeSpan timeout)
    {
        if (port is not (>= 1 and <= 65535) || port != Math.Floor(port) || host.Length is 0 or > 255)
        {
            return new TcpCall(default, "tcp.connect takes a host and a port from 1 to 65535");
        }

        long begun = Stopwatch.GetTimestamp();
        using var limit = new CancellationTokenSource(timeout);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.ConnectAsync(host, (int)port, limit.Token).AsTask().GetAwaiter().GetResult();
            return new TcpCall(Stopwatch.GetElapsedTime(begun), "");
        }
        catch (OperationCanceledException)
        {
            return new TcpCall(Stopwatch.GetElapsedTime(begun), $"no connection within {timeout.TotalMilliseconds:0} ms");
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return new TcpCall(Stopwatch.GetElapsedTime(begun), e.Message);
        }
    }
}
