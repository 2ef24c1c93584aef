using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace HAMgm.Linux.Netlink;

/// <summary>
/// Writes netlink messages with attributes into a buffer that its owner keeps, so that a request allocates nothing.
/// Netlink's own headers are in host order; nftables' integers are big-endian, hence the two kinds of number.
/// </summary>
internal ref struct NetlinkMessage
{
    internal const int HeaderLength = 16;
    private readonly Span<byte> buffer;
    private int start;

    internal NetlinkMessage(Span<byte> buffer)
    {
        this.buffer = buffer;
        start = 0;
        Length = 0;
    }

    /// <summary>Bytes written so far, over all messages.</summary>
    internal int Length { get; private set; }

    internal void Begin(ushort type, ushort flags, uint sequence)
    {
        start = Length;
        Span<byte> header = Take(HeaderLength);
        MemoryMarshal.Write(header[4..], type);
        MemoryMarshal.Write(header[6..], flags);
        MemoryMarshal.Write(header[8..], sequence);
    }

    /// <summary>Adds to the flags of the message that was begun last, whether it is closed or not.</summary>
    internal void AddFlags(ushort flags)
    {
        Span<byte> field = buffer.Slice(start + 6, sizeof(ushort));
        MemoryMarshal.Write(field, (ushort)(MemoryMarshal.Read<ushort>(field) | flags));
    }

    /// <summary>Closes the message: its length goes into the header.</summary>
    internal void End() => MemoryMarshal.Write(buffer[start..], Length - start);

    /// <summary>Reserves zeroed bytes, rounded up to four.</summary>
    internal Span<byte> Take(int count)
    {
        Span<byte> taken = buffer.Slice(Length, (count + 3) & ~3);
        taken.Clear();
        Length += taken.Length;
        return taken[..count];
    }

    internal void Attribute(ushort type, scoped ReadOnlySpan<byte> value) => value.CopyTo(AttributeSpace(type, value.Length));

    internal void Attribute(ushort type, NetAddress value) => value.CopyTo(AttributeSpace(type, value.Length));

    internal void AttributeText(ushort type, string value)
    {
        // Names are checked to be short ASCII by those who take them; the terminating zero is part of the value.
        Span<byte> space = AttributeSpace(type, value.Length + 1);
        Encoding.ASCII.GetBytes(value, space);
    }

    internal void AttributeHost32(ushort type, uint value) => MemoryMarshal.Write(AttributeSpace(type, 4), value);

    internal void AttributeBig32(ushort type, uint value) => BinaryPrimitives.WriteUInt32BigEndian(AttributeSpace(type, 4), value);

    internal void AttributeBig64(ushort type, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(AttributeSpace(type, 8), value);

    /// <summary>Opens a nested attribute; hand the result to <see cref="EndNest"/>.</summary>
    internal int BeginNest(ushort type)
    {
        int at = Length;
        Span<byte> header = Take(4);
        MemoryMarshal.Write(header[2..], (ushort)(type | 0x8000));
        return at;
    }

    internal void EndNest(int at) => MemoryMarshal.Write(buffer[at..], (ushort)(Length - at));

    internal Span<byte> AttributeSpace(ushort type, int length)
    {
        Span<byte> space = Take(4 + length);
        MemoryMarshal.Write(space, (ushort)(4 + length));
        MemoryMarshal.Write(space[2..], type);
        return space[4..];
    }
}
