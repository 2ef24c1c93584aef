using System.Runtime.InteropServices;
using HAMgm.Linux.Native;
using Microsoft.Win32.SafeHandles;

namespace HAMgm.Linux;

/// <summary>An open file descriptor that closes itself. Every descriptor of this library is close-on-exec.</summary>
public sealed class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    /// <summary>Takes a descriptor into ownership.</summary>
    /// <param name="value">The descriptor number, as a system call returned it.</param>
    public FileDescriptor(int value)
        : base(ownsHandle: true) => SetHandle(value);

    /// <summary>The number, for poll(2) and for handing to a child; valid while this object is not disposed.</summary>
    public int Value => (int)handle;

    /// <summary>Wraps the result of a call that returns a descriptor, or throws what errno says.</summary>
    internal static FileDescriptor FromResult(int result, string operation, string? remedy = null) =>
        result >= 0 ? new FileDescriptor(result) : throw new LinuxException(operation, Marshal.GetLastPInvokeError(), remedy);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
