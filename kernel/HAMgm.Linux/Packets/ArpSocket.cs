using HAMgm.Linux.Native;
using HAMgm.Linux.Time;

namespace HAMgm.Linux.Packets;

/// <summary>
/// ARP on one interface, raw: announcing, probing and listening without the kernel's own ARP, and beside the nftables
/// gate (AF_PACKET passes no netfilter hook of the ip, ip6 and arp families). Needs cap_net_raw.
/// </summary>
/// <remarks>
/// Every send tells whether the kernel took the frame: a probe that did not leave proves nothing. Nothing here
/// allocates; an instance belongs to one thread.
/// </remarks>
public sealed class ArpSocket : IDisposable
{
    private readonly PacketSocket packets;
    private readonly MacAddress ownMac;

    /// <summary>Opens the socket.</summary>
    /// <param name="ifIndex">The interface.</param>
    /// <param name="ownMac">Its Ethernet address: the source of probes and of every frame.</param>
    public ArpSocket(int ifIndex, MacAddress ownMac)
    {
        this.ownMac = ownMac;
        packets = new PacketSocket(ifIndex, Constants.ETH_P_ARP, PacketFilters.Arp, "ARP");
    }

    /// <summary>The descriptor, for polling.</summary>
    public FileDescriptor Descriptor => packets.Descriptor;

    /// <summary>Announces that an address is at a MAC, in both forms: hosts differ in which one they take.</summary>
    /// <returns>Whether both frames were taken by the kernel.</returns>
    public bool SendGratuitousArp(NetAddress vip, MacAddress mac) => SendGratuitousArpTo(MacAddress.Broadcast, vip, mac);

    /// <summary>The same to one host only: nobody else's cache is touched.</summary>
    public bool SendGratuitousArpTo(MacAddress to, NetAddress vip, MacAddress mac)
    {
        bool request = Send(to, new ArpPacket(ArpOperation.Request, mac, vip, MacAddress.None, vip));
        bool reply = Send(to, new ArpPacket(ArpOperation.Reply, mac, vip, MacAddress.Broadcast, vip));
        return request && reply;
    }

    /// <summary>Asks who has an address.</summary>
    /// <param name="targetIp">The address asked for.</param>
    /// <param name="senderIp">
    /// The asker's address; none sends 0.0.0.0, the probe of RFC 5227, which changes no cache. The node's own address makes
    /// answers come by unicast even from hosts that ignore probes.
    /// </param>
    public bool SendArpProbe(NetAddress targetIp, NetAddress senderIp = default) =>
        Send(MacAddress.Broadcast, new ArpPacket(ArpOperation.Request, ownMac, senderIp, MacAddress.None, targetIp));

    /// <summary>Asks one host only, by its MAC: what it answers is about itself.</summary>
    public bool SendArpProbeTo(MacAddress to, NetAddress targetIp, NetAddress senderIp = default) =>
        Send(to, new ArpPacket(ArpOperation.Request, ownMac, senderIp, MacAddress.None, targetIp));

    /// <summary>Answers one asker that an address is at a MAC.</summary>
    /// <param name="to">The request being answered.</param>
    /// <param name="vip">The address.</param>
    /// <param name="mac">Where it is.</param>
    public bool SendArpReply(in ArpPacket to, NetAddress vip, MacAddress mac) =>
        Send(to.SenderMac, new ArpPacket(ArpOperation.Reply, mac, vip, to.SenderMac, to.SenderIp));

    /// <summary>The next packet, without waiting. Frames that are no proper ARP are passed over.</summary>
    public bool TryReceive(out ArpPacket packet)
    {
        while (true)
        {
            ReadOnlySpan<byte> frame = packets.Receive();
            if (frame.IsEmpty)
            {
                packet = default;
                return false;
            }

            if (ArpPacket.TryParse(frame, out packet))
            {
                return true;
            }
        }
    }

    /// <summary>The next packet, waiting at most the given time; false when none came.</summary>
    public bool Receive(TimeSpan timeout, out ArpPacket packet)
    {
        Deadline deadline = Deadline.In(timeout);
        while (!TryReceive(out packet))
        {
            if (!deadline.WaitReadable(packets.Descriptor))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => packets.Dispose();

    private bool Send(MacAddress destination, in ArpPacket packet)
    {
        packet.Write(packets.Frame(destination, ownMac, Constants.ETH_P_ARP, ArpPacket.Length));
        return packets.Send(ArpPacket.Length);
    }
}
