using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HAMgm.Kernel.Loading;

/// <summary>A copy of a file that has no name and lies in memory (memfd): nobody can change it, and it goes with its last mapping.</summary>
internal sealed partial class MemoryFile : IDisposable
{
    private const uint CloseOnExec = 1;
    private const int MaxSlashes = 1000;
    private static long _made;
    private readonly SafeFileHandle _handle;
    private readonly long _number = Interlocked.Increment(ref _made);

    private MemoryFile(SafeFileHandle handle, long length)
    {
        _handle = handle;
        Length = length;
    }

    /// <summary>Size, bytes.</summary>
    public long Length { get; }

    /// <summary>
    /// A path by which this process can open it while this object lives; no other object ever has the same. (The system's loader takes a
    /// library of the same path for the one that it has already, and numbers of descriptors come again. Slashes do not count for it.)
    /// </summary>
    public string Path =>
        $"/proc/self{new string('/', 1 + (int)(_number / MaxSlashes % MaxSlashes))}fd{new string('/', 1 + (int)(_number % MaxSlashes))}{_handle.DangerousGetHandle()}";

    /// <summary>Copies a file.</summary>
    /// <exception cref="IOException">It cannot be read, or there is no memory.</exception>
    public static MemoryFile Of(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int descriptor = MemoryFileCreate(System.IO.Path.GetFileName(path), CloseOnExec);
        if (descriptor < 0)
        {
            throw new IOException($"no copy of {path} could be made: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.Write(handle, bytes, 0);
        return new MemoryFile(handle, bytes.LongLength);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemoryFileCreate(string name, uint flags);
}
