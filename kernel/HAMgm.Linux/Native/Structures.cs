using System.Runtime.InteropServices;

namespace HAMgm.Linux.Native;

/// <summary>struct timespec (64-bit).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    internal long Seconds;
    internal long Nanoseconds;

    internal static TimeSpec FromNanoseconds(long nanoseconds) =>
        new() { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 };
}

/// <summary>struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollFd
{
    internal int Fd;
    internal short Events;
    internal short Returned;
}

/// <summary>struct msghdr (64-bit).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    internal void* Name;
    internal uint NameLength;
    internal IoVector* Vectors;
    internal nuint VectorCount;
    internal void* Control;
    internal nuint ControlLength;
    internal int Flags;
}

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    internal void* Base;
    internal nuint Length;
}

/// <summary>struct sockaddr_nl.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NetlinkAddress
{
    internal ushort Family;
    internal ushort Padding;
    internal uint PortId;
    internal uint Groups;
}

/// <summary>struct sockaddr_ll.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LinkLayerAddress
{
    internal ushort Family;
    internal ushort ProtocolBigEndian;
    internal int InterfaceIndex;
    internal ushort HardwareType;
    internal byte PacketType;
    internal byte HardwareLength;
    internal fixed byte Hardware[8];
}

/// <summary>struct sock_filter: one instruction of a classic BPF program.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct BpfInstruction(ushort code, byte jumpTrue, byte jumpFalse, uint operand)
{
    internal readonly ushort Code = code;
    internal readonly byte JumpTrue = jumpTrue;
    internal readonly byte JumpFalse = jumpFalse;
    internal readonly uint Operand = operand;
}

/// <summary>struct sock_fprog.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BpfProgram
{
    internal ushort Length;
    internal BpfInstruction* Instructions;
}

/// <summary>struct statvfs of glibc on 64-bit systems; longer than it is there, for what another C library may add.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct StatVfs
{
    internal ulong BlockSize;
    internal ulong FragmentSize;
    internal ulong Blocks;
    internal ulong BlocksFree;
    internal ulong BlocksAvailable;
    internal ulong Files;
    internal ulong FilesFree;
    internal ulong FilesAvailable;
    internal ulong Id;
    internal ulong Flags;
    internal ulong NameMax;
    internal fixed uint Spare[32];
}

/// <summary>struct passwd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PasswordEntry
{
    internal byte* Name;
    internal byte* Password;
    internal uint UserId;
    internal uint GroupId;
    internal byte* Comment;
    internal byte* Home;
    internal byte* Shell;
}
