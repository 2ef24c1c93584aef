using System.Runtime.InteropServices;

namespace HAMgm.Linux;

/// <summary>
/// A system call that failed: what was attempted, the errno, and what the operator can do about it.
/// The one exception type of this library for refusals of the operating system.
/// </summary>
public sealed class LinuxException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="operation">What was attempted, naming the thing (interface, address, path).</param>
    /// <param name="errno">The positive error number.</param>
    /// <param name="remedy">What to do about it; null chooses a general remedy for the error number, if there is one.</param>
    public LinuxException(string operation, int errno, string? remedy = null)
        : base(Compose(operation, errno, remedy ?? DefaultRemedy(errno)))
    {
        Operation = operation;
        Errno = errno;
        Remedy = remedy ?? DefaultRemedy(errno);
    }

    /// <summary>What was attempted.</summary>
    public string Operation { get; }

    /// <summary>The positive error number (errno(3)).</summary>
    public int Errno { get; }

    /// <summary>What the operator can do; empty when nothing general can be said.</summary>
    public string Remedy { get; }

    /// <summary>Whether the process lacks a right (EPERM or EACCES).</summary>
    public bool IsPermission => Errno is Native.Errno.EPERM or Native.Errno.EACCES;

    /// <summary>The exception for the call that has just failed on this thread.</summary>
    internal static LinuxException Last(string operation, string? remedy = null) =>
        new(operation, Marshal.GetLastPInvokeError(), remedy);

    private static string Compose(string operation, int errno, string remedy)
    {
        string text = $"{operation}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}).";
        return remedy.Length == 0 ? text : $"{text} {remedy}";
    }

    private static string DefaultRemedy(int errno) => errno switch
    {
        Native.Errno.EPERM => "Run as root or grant the capabilities cap_net_admin and cap_net_raw (setcap, or AmbientCapabilities= of the unit).",
        Native.Errno.EACCES => "Check the owner and mode of the path, and that its file system is not mounted noexec.",
        Native.Errno.ENODEV => "The interface does not exist: compare with `ip link`.",
        Native.Errno.ENETDOWN => "The interface is down: `ip link set <name> up`.",
        Native.Errno.EADDRINUSE => "Another process uses this address: find it with `ss -xlp` or `ss -tulpn`.",
        _ => "",
    };
}
