using System.Globalization;
using System.Net;
using HAMgm.Linux;

namespace HAMgm.Logic.VipControl.Addresses;

/// <summary>One managed address: <c>192.168.1.200/24</c>.</summary>
/// <param name="Address">IPv4 or IPv6.</param>
/// <param name="PrefixLength">0 … 32, or 0 … 128.</param>
/// <param name="InterfaceIndex">Where it belongs; 0 before that is known, and in the simulation.</param>
internal readonly record struct VipAddress(NetAddress Address, int PrefixLength, int InterfaceIndex = 0)
{
    /// <summary>Reads address/prefix; the prefix is required, because a wrong guess would route a subnet wrongly.</summary>
    internal static bool TryParse(string text, out VipAddress parsed)
    {
        parsed = default;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0
            || !IPAddress.TryParse(text.AsSpan(0, slash).Trim(), out IPAddress? address)
            || !int.TryParse(text.AsSpan(slash + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int prefix))
        {
            return false;
        }

        NetAddress value = address;
        parsed = new VipAddress(value, prefix);
        return prefix <= value.Length * 8;
    }

    /// <summary>Whether another address lies in this one's subnet.</summary>
    internal bool Covers(NetAddress other)
    {
        if (other.Family != Address.Family)
        {
            return false;
        }

        Span<byte> mine = stackalloc byte[16];
        Span<byte> theirs = stackalloc byte[16];
        Address.CopyTo(mine);
        other.CopyTo(theirs);
        int whole = PrefixLength / 8;
        if (!mine[..whole].SequenceEqual(theirs[..whole]))
        {
            return false;
        }

        int rest = PrefixLength % 8;
        return rest == 0 || (mine[whole] ^ theirs[whole]) >> (8 - rest) == 0;
    }

    public override string ToString() => $"{Address}/{PrefixLength}";
}
