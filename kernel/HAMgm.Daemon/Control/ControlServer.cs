using System.Net.Sockets;
using System.Runtime.InteropServices;
using HAMgm.Contracts.Management;
using HAMgm.Daemon.Logging;

namespace HAMgm.Daemon.Control;

/// <summary>
/// Answers root, or the user whom the guard runs as, on a Unix socket in the data folder: one line of JSON in, one out.
/// One connection at a time, on a thread of its own; requests are bounded in size and time.
/// </summary>
internal sealed class ControlServer : IDisposable
{
    /// <summary>The socket's name within the data folder.</summary>
    public const string SocketName = "daemon.sock";

    /// <summary>The longest request.</summary>
    public const int MaxRequestBytes = 4096;

    private const int LongestPath = 107;
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int TimeoutMs = 2000;
    private readonly Socket listener;
    private readonly string path;
    private readonly IDaemonManager manager;
    private readonly GuardLog log;
    private readonly uint ownUid;

    private ControlServer(Socket listener, string path, IDaemonManager manager, GuardLog log)
    {
        this.listener = listener;
        this.path = path;
        this.manager = manager;
        this.log = log;

        // A listening socket bears the credentials of the process that called listen.
        ownUid = UidOf(listener);
        new Thread(Serve, 256 * 1024) { IsBackground = true, Name = "control" }.Start();
    }

    /// <summary>Starts the server; null, with a line in the log, when the socket cannot be made.</summary>
    public static ControlServer? TryStart(string path, IDaemonManager manager, GuardLog log)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            log.Warn("no control socket: its path is too long", ("path", path), ("limit", LongestPath));
            return null;
        }

        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // What an earlier guard left behind; the folder's lock says that there is no other one.
            File.Delete(path);
            socket.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(8);
            return new ControlServer(socket, path, manager, log);
        }
        catch (Exception refusal) when (refusal is SocketException or IOException or UnauthorizedAccessException)
        {
            log.Warn("no control socket", ("path", path), ("reason", refusal.Message));
            socket.Dispose();
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        listener.Dispose();
        try
        {
            File.Delete(path);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            log.Warn("cannot remove the control socket", ("path", path), ("reason", refusal.Message));
        }
    }

    private static uint UidOf(Socket socket)
    {
        // struct ucred: pid, uid, gid.
        Span<byte> credentials = stackalloc byte[12];
        int length = socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        return length == credentials.Length ? MemoryMarshal.Read<uint>(credentials[4..]) : uint.MaxValue;
    }

    private void Serve()
    {
        while (true)
        {
            try
            {
                using Socket peer = listener.Accept();
                Answer(peer);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException refusal) when (refusal.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted or SocketError.NotSocket or SocketError.InvalidArgument)
            {
                // Dispose ends a waiting accept in one of these ways.
                return;
            }
            catch (SocketException refusal)
            {
                log.Warn("a request on the control socket failed", ("reason", refusal.SocketErrorCode));
            }
        }
    }

    private void Answer(Socket peer)
    {
        peer.ReceiveTimeout = TimeoutMs;
        peer.SendTimeout = TimeoutMs;
        uint uid = UidOf(peer);
        if (uid != 0 && uid != ownUid)
        {
            log.Warn("refused a request on the control socket", ("uid", uid));
            _ = peer.Send(ControlProtocol.Refusal("not permitted"));
            return;
        }

        byte[] buffer = new byte[MaxRequestBytes];
        int length = 0;
        while (length < buffer.Length && !buffer.AsSpan(0, length).Contains((byte)'\n'))
        {
            int got = peer.Receive(buffer, length, buffer.Length - length, SocketFlags.None);
            if (got == 0)
            {
                break;
            }

            length += got;
        }

        int end = buffer.AsSpan(0, length).IndexOf((byte)'\n');
        _ = peer.Send(end < 0 ? ControlProtocol.Refusal("one line of at most 4 KiB is expected") : Obey(ControlProtocol.ReadOperation(buffer.AsSpan(0, end))));
    }

    private byte[] Obey(string? operation)
    {
        switch (operation)
        {
            case ControlProtocol.Status:
                return ControlProtocol.Write(manager.GetProcessStatus());
            case ControlProtocol.Restart:
                manager.RestartService();
                return ControlProtocol.Done();
            case ControlProtocol.Upgrade:
                manager.Upgrade();
                return ControlProtocol.Done();
            default:
                return ControlProtocol.Refusal("""unknown request; use {"op":"status"}, {"op":"restart"} or {"op":"upgrade"}""");
        }
    }
}
