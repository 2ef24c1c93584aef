using System.Globalization;

namespace HAMgm.Linux.Packets;

/// <summary>An Ethernet address: 6 bytes in the low 48 bits of a number.</summary>
/// <param name="Value">The address as a number, first byte on the wire highest.</param>
public readonly record struct MacAddress(ulong Value)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Length = 6;

    /// <summary>ff:ff:ff:ff:ff:ff.</summary>
    public static MacAddress Broadcast => new(0xFFFF_FFFF_FFFF);

    /// <summary>00:00:00:00:00:00: unknown.</summary>
    public static MacAddress None => default;

    /// <summary>Whether it is all zeros.</summary>
    public bool IsNone => Value == 0;

    /// <summary>Whether it addresses a group (the broadcast address included).</summary>
    public bool IsMulticast => ((Value >> 40) & 1) != 0;

    /// <summary>From 6 bytes; any other length gives <see cref="None"/>.</summary>
    public static MacAddress FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            return None;
        }

        ulong value = 0;
        foreach (byte part in bytes)
        {
            value = (value << 8) | part;
        }

        return new MacAddress(value);
    }

    /// <summary>Parses six hexadecimal bytes separated by colons or hyphens.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        if (text.Length != 17)
        {
            return false;
        }

        ulong value = 0;
        for (int index = 0; index < Length; index++)
        {
            ReadOnlySpan<char> part = text.Slice(index * 3, 2);
            bool separated = index == 5 || text[(index * 3) + 2] is ':' or '-';
            if (!separated || !byte.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte octet))
            {
                return false;
            }

            value = (value << 8) | octet;
        }

        address = new MacAddress(value);
        return true;
    }

    /// <summary>Writes 6 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        for (int index = 0; index < Length; index++)
        {
            destination[index] = (byte)(Value >> (40 - (8 * index)));
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes[0]:x2}:{bytes[1]:x2}:{bytes[2]:x2}:{bytes[3]:x2}:{bytes[4]:x2}:{bytes[5]:x2}");
    }
}
