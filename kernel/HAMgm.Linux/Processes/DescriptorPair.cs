using System.Runtime.InteropServices;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Processes;

/// <summary>Two descriptors that belong together, one of them to be handed to a child. Both are close-on-exec here.</summary>
/// <param name="Near">The end for this process.</param>
/// <param name="Far">The end for the child.</param>
public sealed unsafe record DescriptorPair(FileDescriptor Near, FileDescriptor Far) : IDisposable
{
    private const int Stream = 1;
    private const int SetStatusFlags = 4;

    /// <summary>A pipe that the child writes into and this process reads from without ever waiting (<see cref="Read"/>).</summary>
    /// <exception cref="LinuxException">No more descriptors.</exception>
    public static DescriptorPair CreatePipe()
    {
        int* ends = stackalloc int[2];
        if (Libc.Pipe2(ends, Constants.SOCK_CLOEXEC) != 0)
        {
            throw LinuxException.Last("create a pipe");
        }

        _ = Libc.FCntl(ends[0], SetStatusFlags, Constants.SOCK_NONBLOCK);
        return new DescriptorPair(new FileDescriptor(ends[0]), new FileDescriptor(ends[1]));
    }

    /// <summary>Two connected stream sockets.</summary>
    /// <exception cref="LinuxException">No more descriptors.</exception>
    public static DescriptorPair CreateSockets()
    {
        int* ends = stackalloc int[2];
        if (Libc.SocketPair(Constants.AF_UNIX, Stream | Constants.SOCK_CLOEXEC, 0, ends) != 0)
        {
            throw LinuxException.Last("create a pair of sockets");
        }

        return new DescriptorPair(new FileDescriptor(ends[0]), new FileDescriptor(ends[1]));
    }

    /// <summary>A file in memory that holds these bytes, positioned at its beginning: input for a child, which nobody has to feed.</summary>
    /// <exception cref="LinuxException">No memory, or no more descriptors.</exception>
    public static FileDescriptor CreateInput(ReadOnlySpan<byte> content)
    {
        const uint CloseOnExec = 1;
        FileDescriptor file = FileDescriptor.FromResult(Libc.MemFdCreate("input", CloseOnExec), "create a file in memory");
        fixed (byte* bytes = content)
        {
            int done = 0;
            while (done < content.Length)
            {
                nint written = Libc.Write(file, bytes + done, (nuint)(content.Length - done));
                if (written <= 0)
                {
                    throw LinuxException.Last("fill a file in memory");
                }

                done += (int)written;
            }
        }

        _ = Libc.LSeek(file, 0, 0);
        return file;
    }

    /// <summary>/dev/null, for what a child says and nobody reads.</summary>
    /// <exception cref="LinuxException">There is none.</exception>
    public static FileDescriptor OpenNowhere()
    {
        const int ReadWrite = 2;
        return FileDescriptor.FromResult(Libc.Open("/dev/null", ReadWrite | Constants.SOCK_CLOEXEC, 0), "open /dev/null");
    }

    /// <summary>The number of the near end, which is the caller's to close from now on.</summary>
    public int TakeNear()
    {
        int number = Near.Value;
        Near.SetHandleAsInvalid();
        return number;
    }

    /// <summary>Reads from the near end of a pipe.</summary>
    /// <returns>How many bytes; 0 at the end of the stream; -1 when there is nothing at the moment.</returns>
    public int Read(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint read = Libc.Read(Near, bytes, (nuint)buffer.Length);
            if (read >= 0)
            {
                return (int)read;
            }

            return Marshal.GetLastPInvokeError() is Errno.EAGAIN or Errno.EINTR ? -1 : 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Near.Dispose();
        Far.Dispose();
    }
}
