using System.Runtime.InteropServices;
using System.Text;
using HAMgm.Linux.Native;
using HAMgm.Linux.Packets;

namespace HAMgm.Linux.Netlink;

/// <summary>An interface of this network namespace at the moment it was asked for.</summary>
/// <param name="Index">The kernel's number for it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Mac">Its Ethernet address; none for interfaces without one.</param>
/// <param name="MtuBytes">The largest packet it takes.</param>
/// <param name="IsUp">Switched on by the administrator (IFF_UP).</param>
/// <param name="IsRunning">Has a carrier (IFF_RUNNING).</param>
public sealed record InterfaceInfo(int Index, string Name, MacAddress Mac, int MtuBytes, bool IsUp, bool IsRunning)
{
    private const ushort NewLink = 16;
    private const ushort GetLink = 18;
    private const int LinkHeaderLength = 16;
    private const ushort IflaAddress = 1;
    private const ushort IflaIfName = 3;
    private const ushort IflaMtu = 4;
    private const uint FlagUp = 1;
    private const uint FlagRunning = 0x40;

    /// <summary>Finds an interface by name.</summary>
    /// <exception cref="LinuxException">ENODEV, naming the interface, when there is none of this name.</exception>
    public static InterfaceInfo Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > 15 || !Ascii.IsValid(name))
        {
            throw new LinuxException($"find interface '{name}'", Errno.ENODEV, "Interface names are at most 15 ASCII characters: compare with `ip link`.");
        }

        return Query(0, name) ?? throw new LinuxException($"find interface '{name}'", Errno.ENODEV);
    }

    /// <summary>Finds an interface by its number; null when there is none.</summary>
    public static InterfaceInfo? Find(int index) => Query(index, null);

    private static InterfaceInfo? Query(int index, string? name)
    {
        using NetlinkSocket netlink = new(NetlinkSocket.ProtocolRoute, "rtnetlink");
        NetlinkMessage message = netlink.Compose();
        uint sequence = netlink.NextSequence();
        message.Begin(GetLink, NetlinkSocket.FlagRequest | NetlinkSocket.FlagAck, sequence);
        MemoryMarshal.Write(message.Take(LinkHeaderLength)[4..], index);
        if (name is not null)
        {
            message.AttributeText(IflaIfName, name);
        }

        message.End();
        netlink.Send(message.Length);
        while (true)
        {
            NetlinkReader reader = new(netlink.Receive());
            while (reader.Next())
            {
                if (reader.Type == NewLink && reader.Payload.Length >= LinkHeaderLength)
                {
                    return Parse(reader.Payload);
                }

                if (reader.Type == NetlinkSocket.TypeError)
                {
                    int errno = netlink.ErrorOf(reader);
                    return errno is 0 or Errno.ENODEV ? null : throw new LinuxException($"query interface {name ?? index.ToString(System.Globalization.CultureInfo.InvariantCulture)}", errno);
                }
            }
        }
    }

    private static InterfaceInfo Parse(ReadOnlySpan<byte> payload)
    {
        uint flags = MemoryMarshal.Read<uint>(payload[8..]);
        string name = "";
        MacAddress mac = default;
        uint mtu = 0;
        AttributeReader attributes = new(payload[LinkHeaderLength..]);
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case IflaIfName:
                    name = Encoding.ASCII.GetString(attributes.Value.TrimEnd((byte)0));
                    break;
                case IflaAddress:
                    mac = MacAddress.FromBytes(attributes.Value);
                    break;
                case IflaMtu:
                    mtu = attributes.Host32;
                    break;
            }
        }

        return new InterfaceInfo(
            MemoryMarshal.Read<int>(payload[4..]), name, mac, (int)mtu, (flags & FlagUp) != 0, (flags & FlagRunning) != 0);
    }
}
