using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HAMgm.SystemTests;

/// <summary>Shuts an ext4 file system down as after a fatal error (EXT4_IOC_SHUTDOWN): no write reaches it any more.</summary>
internal static partial class FileSystemShutdown
{
    private const nuint Request = 0x8004587D;
    private const uint WithoutFlushing = 2;

    public static unsafe void Run(string folder)
    {
        // A folder opens only by the system call itself.
        int descriptor = Open(folder, 0);
        using SafeFileHandle handle = new(descriptor, ownsHandle: true);
        uint how = WithoutFlushing;
        if (descriptor < 0 || Control(descriptor, Request, &how) != 0)
        {
            throw new IOException($"shut down the file system {folder}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int Control(int descriptor, nuint request, uint* argument);
}
