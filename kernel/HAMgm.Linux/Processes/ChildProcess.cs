using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using HAMgm.Linux.Native;
using HAMgm.Linux.Time;

namespace HAMgm.Linux.Processes;

/// <summary>
/// A child held by a pidfd: signals can never hit a stranger that got its number, and its end can be polled for.
/// It survives this process (no parent-death signal): whether it then stays is its own decision.
/// </summary>
/// <remarks>
/// The child starts with default signal actions and an empty mask, whatever this process has set, and with no
/// descriptor but 0, 1, 2 and the given ones.
/// </remarks>
public sealed unsafe class ChildProcess : IDisposable
{
    private const int WaitByPidFd = 3;
    private const int WaitByPid = 1;
    private const int WaitExited = 4;
    private const int WaitNoHang = 1;
    private const int DuplicateCloseOnExec = 1030;
    private const int FirstCopy = 100;
    private const uint CloseRangeCloseOnExec = 4;
    private const short SpawnSetSigMask = 8;
    private const short SpawnSetSigDefault = 4;
    private const short SpawnSetSession = 0x80;

    // Opaque in glibc; its spawn attributes are 336 bytes, its file actions 80, a signal set 128.
    private const int OpaqueBytes = 512;
    private const int SignalSetBytes = 128;
    private static readonly ConcurrentDictionary<int, byte> Live = new();
    private readonly FileDescriptor pidFd;
    private ExitStatus? status;

    private ChildProcess(int pid, FileDescriptor pidFd)
    {
        Pid = pid;
        this.pidFd = pidFd;
    }

    /// <summary>The process id.</summary>
    public int Pid { get; }

    /// <summary>The pidfd; readable when the process has ended.</summary>
    public FileDescriptor Descriptor => pidFd;

    /// <summary>How it ended, once <see cref="WaitExit"/> has seen it.</summary>
    public ExitStatus? Exit => status;

    /// <summary>Starts a program.</summary>
    /// <param name="path">The program file; PATH is not searched.</param>
    /// <param name="arguments">All arguments, the program's own name first.</param>
    /// <param name="environment">The environment as NAME=value; null passes this process's own.</param>
    /// <param name="inherited">Further descriptors for the child, numbered below 100 there.</param>
    /// <param name="newSession">Whether it leads a session of its own: no terminal, and no signals meant for this process's group.</param>
    /// <exception cref="LinuxException">It could not be started; ENOENT when the file is missing.</exception>
    public static ChildProcess Start(
        string path,
        IReadOnlyList<string> arguments,
        IReadOnlyList<string>? environment = null,
        IReadOnlyList<InheritedDescriptor>? inherited = null,
        bool newSession = false)
    {
        using NativeStrings file = new([path]);
        using NativeStrings argv = new(arguments);
        using NativeStrings env = new(environment ?? OwnEnvironment());
        byte* actions = stackalloc byte[OpaqueBytes];
        byte* attributes = stackalloc byte[OpaqueBytes];
        byte* signals = stackalloc byte[SignalSetBytes];
        List<FileDescriptor> copies = CopyAside(inherited ?? [], path);
        Expect(Libc.FileActionsInit(actions), path);
        try
        {
            Expect(Libc.SpawnAttributesInit(attributes), path);
            try
            {
                // The runtime ignores SIGPIPE, and ignored signals are inherited; a mask is, too.
                new Span<byte>(signals, SignalSetBytes).Clear();
                Expect(Libc.SpawnAttributesSetSigMask(attributes, signals), path);
                FillSignals(signals);
                Expect(Libc.SpawnAttributesSetSigDefault(attributes, signals), path);
                Expect(Libc.SpawnAttributesSetFlags(attributes, (short)(SpawnSetSigMask | SpawnSetSigDefault | (newSession ? SpawnSetSession : 0))), path);
                for (int index = 0; index < copies.Count; index++)
                {
                    Expect(Libc.FileActionsAddDup2(actions, copies[index].Value, inherited![index].NumberInChild), path);
                }

                // The runtime opens everything close-on-exec; what this process itself inherited may not be (Linux 5.11).
                _ = Libc.CloseRange(Libc.SysCloseRange, 3, uint.MaxValue, CloseRangeCloseOnExec);
                int pid;
                Expect(Libc.PosixSpawn(&pid, file.Pointers[0], actions, attributes, argv.Pointers, env.Pointers), path);
                return Attach(pid);
            }
            finally
            {
                _ = Libc.SpawnAttributesDestroy(attributes);
            }
        }
        finally
        {
            _ = Libc.FileActionsDestroy(actions);
            copies.ForEach(copy => copy.Dispose());
        }
    }

    /// <summary>Sends a signal. False when the process has already ended.</summary>
    public bool SendSignal(int signal)
    {
        if (status is not null)
        {
            return false;
        }

        if (Libc.PidFdSendSignal(Libc.SysPidFdSendSignal, pidFd, signal, null, 0) == 0)
        {
            return true;
        }

        int errno = Marshal.GetLastPInvokeError();
        return errno == Errno.ESRCH ? false : throw new LinuxException($"send signal {signal} to process {Pid}", errno);
    }

    /// <summary>Waits for the end at most the given time (negative: without end), and reaps the process.</summary>
    /// <returns>How it ended, or null when it is still there.</returns>
    public ExitStatus? WaitExit(TimeSpan timeout)
    {
        if (status is null && Deadline.In(timeout).WaitReadable(pidFd))
        {
            status = TryReap(WaitByPidFd, (uint)pidFd.Value);
            if (status is not null)
            {
                Live.TryRemove(Pid, out _);
            }
        }

        return status;
    }

    /// <summary>Lets go of the process without ending it; if it has ended it is reaped.</summary>
    public void Dispose()
    {
        if (!pidFd.IsClosed)
        {
            _ = WaitExit(TimeSpan.Zero);
            Live.TryRemove(Pid, out _);
            pidFd.Dispose();
        }
    }

    /// <summary>Whether a process is a child that some object of this class answers for.</summary>
    internal static bool IsManaged(int pid) => Live.ContainsKey(pid);

    /// <summary>Reaps one child by its number if it has ended.</summary>
    internal static ExitStatus? TryReapPid(int pid) => TryReap(WaitByPid, (uint)pid);

    private static ChildProcess Attach(int pid)
    {
        // No race: nobody else reaps our child, so the number is its own until we do.
        Live[pid] = 0;
        int descriptor = (int)Libc.PidFdOpen(Libc.SysPidFdOpen, pid, 0);
        return new ChildProcess(pid, FileDescriptor.FromResult(descriptor, $"open a pidfd for process {pid}", "Linux 5.3 or newer is needed."));
    }

    /// <summary>
    /// Copies above all numbers that a child may ask for: otherwise the first dup2 could overwrite the source of the second.
    /// </summary>
    private static List<FileDescriptor> CopyAside(IReadOnlyList<InheritedDescriptor> inherited, string path)
    {
        List<FileDescriptor> copies = [];
        foreach (InheritedDescriptor descriptor in inherited)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(descriptor.NumberInChild, nameof(inherited));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(descriptor.NumberInChild, FirstCopy, nameof(inherited));
            int copy = Libc.FCntl(descriptor.Source.Value, DuplicateCloseOnExec, FirstCopy);
            copies.Add(FileDescriptor.FromResult(copy, $"copy a descriptor for {path}"));
        }

        return copies;
    }

    private static ExitStatus? TryReap(int kind, uint id)
    {
        const int CodeExited = 1;

        // siginfo_t: signal, errno, code, padding, pid, uid, status.
        int* info = stackalloc int[32];
        new Span<int>(info, 32).Clear();
        if (Libc.WaitId(kind, id, info, WaitExited | WaitNoHang) != 0 || info[4] == 0)
        {
            return null;
        }

        return info[2] == CodeExited ? new ExitStatus(info[6], 0) : new ExitStatus(-1, info[6]);
    }

    private static void FillSignals(byte* signals)
    {
        // 1 to 31; glibc keeps 32 and 33 for itself, and SIGKILL and SIGSTOP (9, 19) cannot be set.
        const uint Settable = 0x7FFF_FFFF & ~(1u << 8) & ~(1u << 18);
        *(uint*)signals = Settable;
    }

    private static List<string> OwnEnvironment()
    {
        List<string> all = [];
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            all.Add($"{entry.Key}={entry.Value}");
        }

        return all;
    }

    private static void Expect(int errno, string path)
    {
        if (errno != 0)
        {
            throw new LinuxException($"start {path}", errno);
        }
    }
}
