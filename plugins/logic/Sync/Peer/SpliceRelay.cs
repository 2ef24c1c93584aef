using System.ComponentModel;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace HAMgm.Logic.Sync.Peer;

/// <summary>
/// Carries bytes between two sockets, both ways, within the kernel: splice(2) through a pipe, so that nothing is copied into this process.
/// rsync keeps two cores busy by itself; what a tunnel costs there is added to the time of a run.
/// </summary>
internal static unsafe partial class SpliceRelay
{
    private const string Library = "libc";
    private const int PipeBytes = 1024 * 1024;
    private const int MaxMoves = 32;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int SetPipeSize = 1031;
    private const int ShutWrite = 1;
    private const uint Move = 1;
    private const uint DoNotBlock = 2;
    private const short Readable = 1;
    private const short Writable = 4;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int EpollDelete = 2;

    /// <summary>
    /// Carries until both sides have ended, or either is broken, or one has ended and the other goes on for longer than it may. Blocks its
    /// thread: shutting a socket down ends it. The sockets stay open, for the caller to close.
    /// </summary>
    /// <param name="one">A stream socket of which nothing is buffered in this process.</param>
    /// <param name="other">Likewise.</param>
    /// <param name="grace">How long one side may go on once the other has ended.</param>
    /// <exception cref="SyncPeerException">The kernel has no pipe for it.</exception>
    public static void Run(Socket one, Socket other, TimeSpan grace)
    {
        var (oneHeld, otherHeld) = (false, false);
        try
        {
            // The numbers must not go to somebody else while they are in use here.
            one.SafeHandle.DangerousAddRef(ref oneHeld);
            other.SafeHandle.DangerousAddRef(ref otherHeld);
            using var there = new Way((int)one.SafeHandle.DangerousGetHandle(), (int)other.SafeHandle.DangerousGetHandle());
            using var back = new Way(there.To, there.From);
            Unwatch(there.From);
            Unwatch(there.To);
            Carry(there, back, grace);
        }
        finally
        {
            if (oneHeld)
            {
                one.SafeHandle.DangerousRelease();
            }

            if (otherHeld)
            {
                other.SafeHandle.DangerousRelease();
            }
        }
    }

    // .NET has an epoll watch every socket that it has awaited something of, edge by edge: one of its threads, and another of the pool,
    // would wake for each packet that passes here. What is no epoll, or does not watch it, refuses.
    private static void Unwatch(int descriptor)
    {
        foreach (var open in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            _ = ControlEpoll(int.Parse(Path.GetFileName(open.AsSpan()), CultureInfo.InvariantCulture), EpollDelete, descriptor, null);
        }
    }

    private static void Carry(Way there, Way back, TimeSpan grace)
    {
        var waits = stackalloc PollFd[2];
        long? until = null;
        while (there.Carry() && back.Carry() && !(there.HasEnded && back.HasEnded))
        {
            if (there.HasEnded || back.HasEnded)
            {
                until ??= Environment.TickCount64 + (long)grace.TotalMilliseconds;
            }

            var patience = until is { } end ? Math.Max(0, end - Environment.TickCount64) : -1;
            (waits[0], waits[1]) = (there.Wait, back.Wait);
            var ready = Poll(waits, 2, (int)patience);
            if (patience == 0 || (ready < 0 && Marshal.GetLastPInvokeError() != Interrupted))
            {
                return;
            }
        }
    }

    [LibraryImport(Library, EntryPoint = "splice", SetLastError = true)]
    private static partial nint Splice(int from, long* fromOffset, int to, long* toOffset, nuint count, uint flags);

    [LibraryImport(Library, EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe(int* ends, int flags);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int value);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollFd* descriptors, nuint count, int timeout);

    [LibraryImport(Library, EntryPoint = "epoll_ctl")]
    private static partial int ControlEpoll(int epoll, int operation, int descriptor, void* what);

    [LibraryImport(Library, EntryPoint = "shutdown")]
    private static partial int Shutdown(int descriptor, int how);

    [LibraryImport(Library, EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    /// <summary>One direction.</summary>
    private sealed class Way : IDisposable
    {
        private readonly int _in;
        private readonly int _out;
        private nint _held;

        public Way(int from, int to)
        {
            (From, To) = (from, to);
            var ends = stackalloc int[2];
            if (Pipe(ends, CloseOnExec | NonBlocking) != 0)
            {
                throw new SyncPeerException($"The kernel has no pipe for a tunnel: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
            }

            (_out, _in) = (ends[0], ends[1]);

            // Where the kernel refuses (a user's pipes have a limit in all), it stays at 64 KiB.
            _ = Control(_in, SetPipeSize, PipeBytes);

            // SPLICE_F_NONBLOCK is for the pipe alone.
            _ = Control(from, SetFlags, Control(from, GetFlags, 0) | NonBlocking);
        }

        public int From { get; }

        public int To { get; }

        /// <summary>Its source has ended, and everything that it said is delivered.</summary>
        public bool HasEnded { get; private set; }

        /// <summary>What it goes on with: what it holds goes before more is taken; a negative number is nothing.</summary>
        public PollFd Wait => HasEnded ? new PollFd { Descriptor = -1 }
            : _held > 0 ? new PollFd { Descriptor = To, Events = Writable }
            : new PollFd { Descriptor = From, Events = Readable };

        /// <summary>Moves what can be moved now, but not for so long that the other direction waits.</summary>
        /// <returns>False: a socket is broken.</returns>
        public bool Carry()
        {
            for (var i = 0; i < MaxMoves && !HasEnded; i++)
            {
                var moved = _held > 0 ? Splice(_out, null, To, null, (nuint)_held, Move | DoNotBlock) : Splice(From, null, _in, null, PipeBytes, Move | DoNotBlock);
                if (moved < 0)
                {
                    return Marshal.GetLastPInvokeError() is TryAgain or Interrupted;
                }

                if (moved == 0)
                {
                    HasEnded = true;
                    _ = Shutdown(To, ShutWrite);
                }

                _held = _held > 0 ? _held - moved : moved;
            }

            return true;
        }

        public void Dispose()
        {
            _ = Close(_in);
            _ = Close(_out);
        }
    }
}
