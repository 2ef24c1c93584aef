using System.Net;
using System.Net.Sockets;
using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Linux.Packets;
using HAMgm.Logic.VipControl.Addresses;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>
/// ARP and neighbour discovery, raw, on one interface that bears VIPs. Nothing throws for a frame that did not leave, nothing
/// waits, nothing allocates in the steady state.
/// </summary>
internal sealed class VipSegment : IDisposable
{
    private readonly ArpSocket? arp;
    private readonly NeighbourSocket? discovery;
    private readonly List<Socket> memberships = [];

    /// <summary>Opens the sockets of the families in use.</summary>
    /// <param name="place">The interface.</param>
    /// <param name="here">The VIPs that belong on it.</param>
    /// <param name="managed">All VIPs.</param>
    /// <param name="others">Other addresses that will be asked for, the gateways.</param>
    internal VipSegment(InterfaceInfo place, VipAddress[] here, VipAddress[] managed, NetAddress[] others)
    {
        Index = place.Index;
        Name = place.Name;
        Mac = place.Mac;
        Here = here;
        Own = new OwnAddresses(place.Index, managed);
        try
        {
            arp = here.Any(vip => vip.Address.IsIPv4) || others.Any(one => one.IsIPv4) ? new ArpSocket(Index, Mac) : null;
            discovery = here.Any(vip => vip.Address.IsIPv6) || others.Any(one => one.IsIPv6) ? new NeighbourSocket(Index, Mac) : null;
            foreach (VipAddress vip in here.Where(vip => vip.Address.IsIPv6))
            {
                memberships.Add(JoinSolicitedNode(vip.Address));
            }
        }
        catch (LinuxException)
        {
            Dispose();
            throw;
        }
    }

    internal int Index { get; }

    internal string Name { get; }

    internal MacAddress Mac { get; }

    internal VipAddress[] Here { get; }

    internal OwnAddresses Own { get; }

    internal IEnumerable<FileDescriptor> Descriptors => new[] { arp?.Descriptor, discovery?.Descriptor }.OfType<FileDescriptor>();

    /// <summary>Tells everybody that an address is here. False when it did not leave.</summary>
    internal bool Announce(NetAddress address)
    {
        try
        {
            return address.IsIPv6
                ? discovery is not null && discovery.SendUnsolicitedNa(address, Mac)
                : arp is not null && arp.SendGratuitousArp(address, Mac);
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    /// <summary>Tells one host only: nobody else's cache is touched.</summary>
    internal bool AnnounceTo(Gateway gateway, NetAddress address)
    {
        try
        {
            return address.IsIPv6
                ? discovery is not null && discovery.SendUnsolicitedNaTo(gateway.Mac, gateway.Address, address, Mac)
                : arp is not null && arp.SendGratuitousArpTo(gateway.Mac, address, Mac);
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    /// <summary>Asks who has an address. False when it did not leave.</summary>
    internal bool Ask(NetAddress target)
    {
        try
        {
            NetAddress source = Own.SourceFor(target);
            return target.IsIPv6
                ? discovery is not null && discovery.SendNeighbourSolicitation(target, source)
                : arp is not null && arp.SendArpProbe(target, source);
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    /// <summary>Answers a question for an address that is claimed here. The asker asks again if it did not leave.</summary>
    internal void Answer(in ArpPacket question, NetAddress address)
    {
        try
        {
            arp?.SendArpReply(question, address, Mac);
        }
        catch (LinuxException)
        {
            // A claim that is not answered does not stand, and the core sees that.
        }
    }

    /// <inheritdoc cref="Answer(in ArpPacket, NetAddress)"/>
    internal void Answer(in NeighbourPacket question, NetAddress address)
    {
        try
        {
            discovery?.SendNa(question, address, Mac);
        }
        catch (LinuxException)
        {
            // As for ARP.
        }
    }

    internal bool TryReceive(out ArpPacket packet)
    {
        packet = default;
        return arp is not null && arp.TryReceive(out packet);
    }

    internal bool TryReceive(out NeighbourPacket packet)
    {
        packet = default;
        return discovery is not null && discovery.TryReceive(out packet);
    }

    public void Dispose()
    {
        arp?.Dispose();
        discovery?.Dispose();
        foreach (Socket membership in memberships)
        {
            membership.Dispose();
        }
    }

    /// <summary>
    /// Joins the group that questions for the VIP are sent to, so that the network card and the switches pass them up while
    /// the VIP is not bound here: the claim has to answer them.
    /// </summary>
    private Socket JoinSolicitedNode(NetAddress address)
    {
        Span<byte> group = stackalloc byte[16];
        address.CopyTo(group);
        ReadOnlySpan<byte> prefix = [0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xFF];
        prefix.CopyTo(group);
        Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(new IPAddress(group), Index));
            return socket;
        }
        catch (SocketException refusal)
        {
            socket.Dispose();
            throw new LinuxException($"join the solicited-node group of {address}", refusal.NativeErrorCode);
        }
    }
}
