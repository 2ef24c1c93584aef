using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HAMgm.Component.Logger.Targets;

/// <summary>Syslog over TCP, each message with its length before it (RFC 6587 section 3.4.1).</summary>
internal sealed class StreamSink(string name, IPEndPoint server, Func<LogRecord, byte[]> format) : ISink
{
    private const int TimeoutMs = 2000;
    private Socket? _socket;

    public string Name { get; } = name;

    public string Destination => $"tcp://{server}";

    public void Send(LogRecord record)
    {
        var complete = false;
        try
        {
            var socket = _socket is { } open && !IsClosed(open) ? open : Reopen();
            var message = format(record);
            SendAll(socket, Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture) + " "), message);
            complete = true;
        }
        finally
        {
            if (!complete)
            {
                // Half a message may have left: the stream is of no use any more.
                Dispose();
            }
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    // A server that went away has said so; without this look the first line after it would vanish in the kernel's buffer.
    private static bool IsClosed(Socket socket) => socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;

    private static void SendAll(Socket socket, byte[] head, byte[] message)
    {
        var whole = new byte[head.Length + message.Length];
        head.CopyTo(whole, 0);
        message.CopyTo(whole, head.Length);
        for (var sent = 0; sent < whole.Length;)
        {
            sent += socket.Send(whole.AsSpan(sent));
        }
    }

    private Socket Reopen()
    {
        Dispose();
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = TimeoutMs };
        var complete = false;
        try
        {
            // Connect has no time-out of its own, and the kernel's is two minutes.
            if (!socket.ConnectAsync(server).Wait(TimeoutMs))
            {
                throw new SocketException((int)SocketError.TimedOut);
            }

            complete = true;
            return _socket = socket;
        }
        catch (AggregateException e) when (e.InnerException is SocketException refused)
        {
            throw refused;
        }
        finally
        {
            if (!complete)
            {
                socket.Dispose();
            }
        }
    }
}
