using System.Runtime.InteropServices;

namespace HAMgm.Linux.Netlink;

/// <summary>Walks the messages of one datagram. Lengths that do not fit end the walk; nothing throws.</summary>
internal ref struct NetlinkReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> rest = data;

    internal ushort Type { get; private set; }

    internal ushort Flags { get; private set; }

    internal uint Sequence { get; private set; }

    /// <summary>What follows the netlink header.</summary>
    internal ReadOnlySpan<byte> Payload { get; private set; } = default;

    internal bool Next()
    {
        if (rest.Length < NetlinkMessage.HeaderLength)
        {
            return false;
        }

        uint length = MemoryMarshal.Read<uint>(rest);
        if (length < NetlinkMessage.HeaderLength || length > (uint)rest.Length)
        {
            return false;
        }

        Type = MemoryMarshal.Read<ushort>(rest[4..]);
        Flags = MemoryMarshal.Read<ushort>(rest[6..]);
        Sequence = MemoryMarshal.Read<uint>(rest[8..]);
        Payload = rest[NetlinkMessage.HeaderLength..(int)length];
        rest = rest[Math.Min(((int)length + 3) & ~3, rest.Length)..];
        return true;
    }
}
