using System.Runtime.InteropServices;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Netlink;

/// <summary>The layout of RTM_NEWADDR and its kin (rtnetlink(7)): struct ifaddrmsg and the IFA_ attributes.</summary>
internal static class AddressMessages
{
    internal const ushort NewAddress = 20;
    internal const ushort DeleteAddress = 21;
    internal const ushort GetAddress = 22;
    internal const int HeaderLength = 8;

    private const ushort IfaAddress = 1;
    private const ushort IfaLocal = 2;
    private const ushort IfaLabel = 3;
    private const ushort IfaCacheInfo = 6;
    private const ushort IfaFlags = 8;

    internal static void WriteHeader(ref NetlinkMessage message, int ifIndex, NetAddress address, int prefixLength)
    {
        Span<byte> header = message.Take(HeaderLength);
        header[0] = (byte)(address.IsIPv6 ? Constants.AF_INET6 : Constants.AF_INET);
        header[1] = (byte)prefixLength;
        MemoryMarshal.Write(header[4..], ifIndex);
    }

    internal static void WriteIdentity(ref NetlinkMessage message, NetAddress address)
    {
        message.Attribute(IfaLocal, address);
        message.Attribute(IfaAddress, address);
    }

    internal static void WriteProperties(ref NetlinkMessage message, NetAddress address, int? validLifetimeSeconds, string? label)
    {
        if (validLifetimeSeconds is int seconds)
        {
            Span<byte> lifetimes = message.AttributeSpace(IfaCacheInfo, 16);
            MemoryMarshal.Write(lifetimes, (uint)seconds);
            MemoryMarshal.Write(lifetimes[4..], (uint)seconds);
        }

        if (address.IsIPv6)
        {
            message.AttributeHost32(IfaFlags, (uint)AddressFlags.NoDuplicateDetection);
        }
        else if (label is not null)
        {
            message.AttributeText(IfaLabel, label);
        }
    }

    internal static bool TryRead(ReadOnlySpan<byte> payload, out AddressEntry entry)
    {
        entry = default;
        if (payload.Length < HeaderLength)
        {
            return false;
        }

        NetAddress local = default;
        NetAddress address = default;
        uint flags = payload[2];
        uint valid = uint.MaxValue;
        uint created = 0;
        AttributeReader attributes = new(payload[HeaderLength..]);
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case IfaLocal:
                    local = NetAddress.FromBytes(attributes.Value);
                    break;
                case IfaAddress:
                    address = NetAddress.FromBytes(attributes.Value);
                    break;
                case IfaFlags:
                    flags = attributes.Host32;
                    break;
                case IfaCacheInfo when attributes.Value.Length >= 12:
                    valid = MemoryMarshal.Read<uint>(attributes.Value[4..]);
                    created = MemoryMarshal.Read<uint>(attributes.Value[8..]);
                    break;
            }
        }

        // IPv6 lists the local address under IFA_ADDRESS alone, unless the link is point-to-point.
        NetAddress own = local.IsNone ? address : local;
        entry = new AddressEntry(
            MemoryMarshal.Read<int>(payload[4..]), own, payload[1], (AddressFlags)flags, valid == uint.MaxValue ? null : valid, created);
        return !own.IsNone;
    }
}
