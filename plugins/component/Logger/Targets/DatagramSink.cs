using System.Net;
using System.Net.Sockets;

namespace HAMgm.Component.Logger.Targets;

/// <summary>One datagram a line: journald's socket, /dev/log, syslog over UDP.</summary>
internal sealed class DatagramSink(string name, string destination, EndPoint receiver, Func<LogRecord, byte[]> format) : ISink
{
    private const int SendTimeoutMs = 1000;
    private Socket? _socket;

    public string Name { get; } = name;

    public string Destination { get; } = destination;

    public void Send(LogRecord record)
    {
        var socket = _socket ??= Open();
        var complete = false;
        try
        {
            socket.Send(format(record));
            complete = true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.MessageSize)
        {
            // It never will fit: what is too long for the receiver must not stop what comes after it.
            complete = true;
        }
        finally
        {
            if (!complete)
            {
                // A receiver that was restarted has another socket under the same name.
                Dispose();
            }
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private Socket Open()
    {
        var socket = new Socket(receiver.AddressFamily, SocketType.Dgram, receiver is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Udp);
        var complete = false;
        try
        {
            socket.SendTimeout = SendTimeoutMs;
            socket.Connect(receiver);
            complete = true;
            return socket;
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
