using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HAMgm.Linux;

/// <summary>
/// An IPv4 or IPv6 address as a value, because <see cref="IPAddress"/> is a class and the packet path must not allocate.
/// <c>default</c> is "no address" (<see cref="IsNone"/>). Scope ids are not kept: an interface index goes beside it.
/// </summary>
public readonly struct NetAddress : IEquatable<NetAddress>
{
    private readonly UInt128 bits;
    private readonly byte length;

    private NetAddress(UInt128 bits, byte length)
    {
        this.bits = bits;
        this.length = length;
    }

    /// <summary>Whether this is no address at all.</summary>
    public bool IsNone => length == 0;

    /// <summary>Whether this is an IPv6 address.</summary>
    public bool IsIPv6 => length == 16;

    /// <summary>Whether this is an IPv4 address.</summary>
    public bool IsIPv4 => length == 4;

    /// <summary>Bytes in network order: 4, 16, or 0 for none.</summary>
    public int Length => length;

    /// <summary>The address family; Unspecified for none.</summary>
    public AddressFamily Family => length switch
    {
        4 => AddressFamily.InterNetwork,
        16 => AddressFamily.InterNetworkV6,
        _ => AddressFamily.Unspecified,
    };

    /// <summary>The value of an <see cref="IPAddress"/>; an IPv4-mapped IPv6 address stays IPv6.</summary>
    public static implicit operator NetAddress(IPAddress address) => FromIPAddress(address);

    /// <summary>Equality of family and bits.</summary>
    public static bool operator ==(NetAddress left, NetAddress right) => left.Equals(right);

    /// <summary>Inequality of family or bits.</summary>
    public static bool operator !=(NetAddress left, NetAddress right) => !left.Equals(right);

    /// <summary>The value of an <see cref="IPAddress"/>; does not allocate.</summary>
    public static NetAddress FromIPAddress(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int written);
        return FromBytes(bytes[..written]);
    }

    /// <summary>From 4 or 16 bytes in network order; any other length gives none.</summary>
    public static NetAddress FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        4 => new NetAddress(BinaryPrimitives.ReadUInt32BigEndian(bytes), 4),
        16 => new NetAddress(BinaryPrimitives.ReadUInt128BigEndian(bytes), 16),
        _ => default,
    };

    /// <summary>Parses the usual text forms. Throws <see cref="FormatException"/>.</summary>
    public static NetAddress Parse(string text) => FromIPAddress(IPAddress.Parse(text));

    /// <summary>Parses the usual text forms.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out NetAddress address)
    {
        bool good = IPAddress.TryParse(text, out IPAddress? parsed);
        address = good ? FromIPAddress(parsed!) : default;
        return good;
    }

    /// <summary>Writes <see cref="Length"/> bytes in network order.</summary>
    public void CopyTo(Span<byte> destination)
    {
        if (length == 4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)bits);
        }
        else if (length == 16)
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination, bits);
        }
    }

    /// <summary>The class form; allocates. Throws <see cref="InvalidOperationException"/> for none.</summary>
    public IPAddress ToIPAddress()
    {
        if (length == 0)
        {
            throw new InvalidOperationException("There is no address in this value.");
        }

        Span<byte> bytes = stackalloc byte[length];
        CopyTo(bytes);
        return new IPAddress(bytes);
    }

    /// <inheritdoc/>
    public bool Equals(NetAddress other) => bits == other.bits && length == other.length;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NetAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(bits, length);

    /// <inheritdoc/>
    public override string ToString() => length == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{ToIPAddress()}");
}
