using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using HAMgm.Linux.Native;
using static HAMgm.Linux.Native.Constants;

namespace HAMgm.Linux.Notify;

/// <summary>
/// Tells the supervisor (systemd, or hamgm-daemon) how this process does, as sd_notify(3) does: datagrams to the socket
/// named by NOTIFY_SOCKET. Without a supervisor everything is a no-op. Never blocks; safe for several threads.
/// </summary>
public sealed unsafe class ServiceNotifier : IDisposable
{
    private static readonly byte[] WatchdogText = "WATCHDOG=1"u8.ToArray();
    private readonly FileDescriptor? socket;
    private readonly byte[] address = [];

    /// <summary>Creates the notifier.</summary>
    /// <param name="socketName">A path, or @name for an abstract socket; null takes NOTIFY_SOCKET; empty is "no supervisor".</param>
    public ServiceNotifier(string? socketName = null)
    {
        string name = socketName ?? Environment.GetEnvironmentVariable("NOTIFY_SOCKET") ?? "";
        if (UnixAddress.TryMake(name) is byte[] made)
        {
            address = made;
            socket = FileDescriptor.FromResult(Libc.Socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "open the notification socket");
        }
    }

    /// <summary>Whether somebody listens (as far as the environment says).</summary>
    public bool IsEnabled => socket is not null;

    /// <summary>READY=1: the start is complete.</summary>
    public bool Ready() => Send("READY=1"u8);

    /// <summary>STOPPING=1: the stop has begun.</summary>
    public bool Stopping() => Send("STOPPING=1"u8);

    /// <summary>WATCHDOG=1: the main loop came round. Allocates nothing.</summary>
    public bool Watchdog() => Send(WatchdogText);

    /// <summary>STATUS=…: one line for people.</summary>
    public bool Status(string text) => Send(Field("STATUS", text));

    /// <summary>MAINPID=…: which process is the service.</summary>
    public bool MainPid(int pid) => Send(Field("MAINPID", pid.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Any field, e.g. X_HAMGM_ROLE; own ones begin with X_.</summary>
    public bool Custom(string name, string value) => Send(Field(name, value));

    /// <summary>Sends a ready-made message of NAME=value lines. Allocates nothing.</summary>
    /// <returns>Whether it was taken; false without a supervisor or when its queue is full.</returns>
    public bool Send(ReadOnlySpan<byte> message)
    {
        if (socket is null)
        {
            return false;
        }

        fixed (byte* data = message)
        fixed (byte* to = address)
        {
            nint sent;
            do
            {
                sent = Libc.SendTo(socket, data, (nuint)message.Length, MSG_NOSIGNAL | MSG_DONTWAIT, to, (uint)address.Length);
            }
            while (sent < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);

            // A dead or slow supervisor must not hold up or bring down the one it supervises.
            return sent >= 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket?.Dispose();

    private static byte[] Field(string name, string value)
    {
        if (name.AsSpan().IndexOfAny('=', '\n') >= 0)
        {
            throw new ArgumentException($"'{name}' is no field name.", nameof(name));
        }

        return Encoding.UTF8.GetBytes($"{name}={value.ReplaceLineEndings(" ")}");
    }
}
