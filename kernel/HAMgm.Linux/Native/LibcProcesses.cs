using System.Runtime.InteropServices;

namespace HAMgm.Linux.Native;

/// <summary>The part of the C library that starts, signals and awaits processes.</summary>
internal static unsafe partial class Libc
{
    internal const long SysPidFdSendSignal = 424;
    internal const long SysPidFdOpen = 434;
    internal const long SysCloseRange = 436;

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial long PidFdOpen(long number, int pid, uint flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial long PidFdSendSignal(long number, FileDescriptor pidFd, int signal, void* info, uint flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial long CloseRange(long number, uint first, uint last, uint flags);

    [LibraryImport(Library, EntryPoint = "waitid", SetLastError = true)]
    internal static partial int WaitId(int kind, uint id, void* info, int options);

    [LibraryImport(Library, EntryPoint = "execve", SetLastError = true)]
    internal static partial int Exec(byte* path, byte** arguments, byte** environment);

    [LibraryImport(Library, EntryPoint = "posix_spawn")]
    internal static partial int PosixSpawn(int* pid, byte* path, void* fileActions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    internal static partial int FileActionsInit(void* fileActions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    internal static partial int FileActionsDestroy(void* fileActions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    internal static partial int FileActionsAddDup2(void* fileActions, int fd, int newFd);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    internal static partial int SpawnAttributesInit(void* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    internal static partial int SpawnAttributesDestroy(void* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    internal static partial int SpawnAttributesSetFlags(void* attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    internal static partial int SpawnAttributesSetSigDefault(void* attributes, void* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    internal static partial int SpawnAttributesSetSigMask(void* attributes, void* signals);

    [LibraryImport(Library, EntryPoint = "prctl", SetLastError = true)]
    internal static partial int PrCtl(int option, ulong a, ulong b, ulong c, ulong d);

    [LibraryImport(Library, EntryPoint = "sched_setscheduler", SetLastError = true)]
    internal static partial int SchedSetScheduler(int pid, int policy, int* parameter);

    [LibraryImport(Library, EntryPoint = "setpriority", SetLastError = true)]
    internal static partial int SetPriority(int which, uint who, int nice);

    [LibraryImport(Library, EntryPoint = "getsid", SetLastError = true)]
    internal static partial int GetSid(int pid);

    [LibraryImport(Library, EntryPoint = "mlockall", SetLastError = true)]
    internal static partial int MLockAll(int flags);

    [LibraryImport(Library, EntryPoint = "getrlimit", SetLastError = true)]
    internal static partial int GetRLimit(int resource, ulong* limits);

    [LibraryImport(Library, EntryPoint = "prlimit", SetLastError = true)]
    internal static partial int PrLimit(int pid, int resource, ulong* newLimits, ulong* oldLimits);

    [LibraryImport(Library, EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);

    [LibraryImport(Library, EntryPoint = "pipe2", SetLastError = true)]
    internal static partial int Pipe2(int* descriptors, int flags);

    [LibraryImport(Library, EntryPoint = "socketpair", SetLastError = true)]
    internal static partial int SocketPair(int domain, int type, int protocol, int* descriptors);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    internal static partial uint GetEffectiveUserId();

    [LibraryImport(Library, EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GetPasswordEntry(string name, PasswordEntry* entry, byte* buffer, nuint length, PasswordEntry** result);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatX(int folder, string path, int flags, uint mask, byte* result);

    [LibraryImport(Library, EntryPoint = "sysconf", SetLastError = true)]
    internal static partial long SysConf(int name);
}
