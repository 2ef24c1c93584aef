using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HAMgm.Component.Config.Values;

/// <summary>
/// Addresses, strictly: <see cref="IPAddress.TryParse(string, out IPAddress)"/> alone takes <c>1</c>, <c>0x7f.1</c> and
/// <c>010.0.0.1</c> for addresses, and a typing error must not become another host.
/// </summary>
internal static class AddressText
{
    public static bool TryParse(string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.Length > 45 || text.AsSpan().IndexOfAny("%[]/ ") >= 0 || !IPAddress.TryParse(text, out var parsed))
        {
            return false;
        }

        if (parsed.IsIPv4MappedToIPv6 || (parsed.AddressFamily == AddressFamily.InterNetwork && parsed.ToString() != text))
        {
            return false;
        }

        address = parsed;
        return true;
    }

    /// <summary>Reads <c>address/prefix</c>, with 1 … 32 or 1 … 128 bits of prefix.</summary>
    public static bool TryParseCidr(string text, out IPAddress address, out int prefixBits)
    {
        address = IPAddress.None;
        prefixBits = 0;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && text.Length <= 49
            && TryParse(text[..slash], out address)
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefixBits)
            && text[slash + 1] != '0'
            && prefixBits <= (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }

    /// <summary>True when a host can have this address: not unspecified, not multicast, not broadcast.</summary>
    public static bool IsHostAddress(IPAddress address)
    {
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Broadcast))
        {
            return false;
        }

        var first = address.GetAddressBytes()[0];
        return address.AddressFamily == AddressFamily.InterNetwork ? first is < 224 and > 0 : first != 0xff;
    }

    /// <summary>True for the first or last address of an IPv4 subnet that has such: no host may bear it.</summary>
    public static bool IsSubnetEnd(IPAddress address, int prefixBits)
    {
        if (address.AddressFamily != AddressFamily.InterNetwork || prefixBits >= 31)
        {
            return false;
        }

        var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
        var hostMask = uint.MaxValue >> prefixBits;
        return (value & hostMask) == 0 || (value & hostMask) == hostMask;
    }
}
