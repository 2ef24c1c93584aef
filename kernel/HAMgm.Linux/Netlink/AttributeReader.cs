using System.Runtime.InteropServices;

namespace HAMgm.Linux.Netlink;

/// <summary>Walks the attributes of a message. Lengths that do not fit end the walk; nothing throws.</summary>
internal ref struct AttributeReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> rest = data;

    internal ushort Type { get; private set; }

    internal ReadOnlySpan<byte> Value { get; private set; } = default;

    /// <summary>The value as a host-order number, 0 when it is too short.</summary>
    internal readonly uint Host32 => Value.Length >= 4 ? MemoryMarshal.Read<uint>(Value) : 0;

    internal bool Next()
    {
        if (rest.Length < 4)
        {
            return false;
        }

        int length = MemoryMarshal.Read<ushort>(rest);
        if (length < 4 || length > rest.Length)
        {
            return false;
        }

        Type = (ushort)(MemoryMarshal.Read<ushort>(rest[2..]) & 0x3FFF);
        Value = rest[4..length];
        rest = rest[Math.Min((length + 3) & ~3, rest.Length)..];
        return true;
    }
}
