using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;
using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Linux.Packets;
using HAMgm.Logic.VipControl.Addresses;
using HAMgm.Logic.VipControl.Engine;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>
/// The real wire: ARP, neighbour discovery and echoes raw on the VIP's interface, beside the gate and whether the VIP is
/// bound or not. Nothing waits, nothing allocates in the steady state.
/// </summary>
internal sealed class PacketWire : IVipWire, IPolled
{
    /// <summary>So that a flood of ARP cannot keep the VIP thread from its orders.</summary>
    private const int PacketsAtOnce = 64;

    private readonly int interfaceIndex;
    private readonly MacAddress ownMac;
    private readonly NetAddress first;
    private readonly InterfaceView view;
    private readonly IVipClock clock;
    private readonly IVipSink sink;
    private readonly EchoLedger ledger = new();
    private readonly ushort identifier = (ushort)RandomNumberGenerator.GetInt32(1, ushort.MaxValue + 1);
    private readonly ArpSocket? arp;
    private readonly NeighbourSocket? discovery;
    private readonly EchoSocket? echo4;
    private readonly EchoSocket? echo6;
    private readonly Socket? membership;
    private MonotonicTime claimUntil;

    /// <summary>Opens the sockets of the families in use.</summary>
    internal PacketWire(InterfaceInfo interfaceInfo, VipAddress[] managed, InterfaceView view, IVipClock clock, IVipSink sink)
    {
        interfaceIndex = interfaceInfo.Index;
        ownMac = interfaceInfo.Mac;
        first = managed[0].Address;
        this.view = view;
        this.clock = clock;
        this.sink = sink;
        try
        {
            if (managed.Any(vip => vip.Address.IsIPv4) || view.Gateways.Any(gateway => gateway.Address.IsIPv4))
            {
                arp = new ArpSocket(interfaceIndex, ownMac);
                echo4 = new EchoSocket(interfaceIndex, AddressFamily.InterNetwork);
            }

            if (managed.Any(vip => vip.Address.IsIPv6) || view.Gateways.Any(gateway => gateway.Address.IsIPv6))
            {
                discovery = new NeighbourSocket(interfaceIndex, ownMac);
                echo6 = new EchoSocket(interfaceIndex, AddressFamily.InterNetworkV6);
            }

            membership = first.IsIPv6 ? JoinSolicitedNode() : null;
        }
        catch (LinuxException)
        {
            Dispose();
            throw;
        }

        Descriptors = [.. new[] { arp?.Descriptor, discovery?.Descriptor, echo4?.Descriptor, echo6?.Descriptor }.OfType<FileDescriptor>()];
    }

    public IReadOnlyList<FileDescriptor> Descriptors { get; } = [];

    public bool Announce(in VipAddress address)
    {
        try
        {
            return address.Address.IsIPv6
                ? discovery!.SendUnsolicitedNa(address.Address, ownMac)
                : arp!.SendGratuitousArp(address.Address, ownMac);
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    public bool BeginClaim(MonotonicTime until)
    {
        claimUntil = until;
        // To the gateway alone: only its entry is the register (R17). A broadcast would draw every host on the segment
        // away from a holder that is still there, for as long as it takes to defend itself.
        foreach (Gateway gateway in view.Gateways)
        {
            if (gateway.Address.Family == first.Family && !gateway.Mac.IsNone)
            {
                return ClaimAt(gateway);
            }
        }

        return Announce(new VipAddress(first, 0));
    }

    private bool ClaimAt(Gateway gateway)
    {
        try
        {
            return first.IsIPv6
                ? discovery!.SendUnsolicitedNaTo(gateway.Mac, gateway.Address, first, ownMac)
                : arp!.SendGratuitousArpTo(gateway.Mac, first, ownMac);
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    public void EndClaim() => claimUntil = MonotonicTime.Never;

    public void ProbeWire(ulong number)
    {
        if (Ask(first))
        {
            sink.OnWireProbeSent(number, clock.Now);
        }
    }

    public void KeepWarm()
    {
        MonotonicTime now = clock.Now;
        view.RefreshRoute(now);
        foreach (Gateway gateway in view.Gateways)
        {
            Locate(gateway, now);
        }
    }

    public void ProbeGateway(ulong number, bool fromVip)
    {
        MonotonicTime now = clock.Now;
        foreach (Gateway gateway in view.Gateways)
        {
            if (fromVip && gateway.Address.Family != first.Family)
            {
                continue;
            }

            Locate(gateway, now);
            SendEcho(gateway, number, fromVip);
            if (fromVip)
            {
                return;
            }
        }
    }

    public void Receive()
    {
        MonotonicTime now = clock.Now;
        for (int count = 0; count < PacketsAtOnce && arp is not null && arp.TryReceive(out ArpPacket packet); count++)
        {
            OnArp(packet, now);
        }

        for (int count = 0; count < PacketsAtOnce && discovery is not null && discovery.TryReceive(out NeighbourPacket packet); count++)
        {
            OnDiscovery(packet, now);
        }

        for (int count = 0; count < PacketsAtOnce && echo4 is not null && echo4.TryReceive(out EchoReply reply); count++)
        {
            OnEcho(reply);
        }

        for (int count = 0; count < PacketsAtOnce && echo6 is not null && echo6.TryReceive(out EchoReply reply); count++)
        {
            OnEcho(reply);
        }
    }

    public void Dispose()
    {
        arp?.Dispose();
        discovery?.Dispose();
        echo4?.Dispose();
        echo6?.Dispose();
        membership?.Dispose();
    }

    private void OnArp(in ArpPacket packet, MonotonicTime now)
    {
        if (packet.SenderMac == ownMac || packet.SenderMac.IsNone)
        {
            return;
        }

        // An answer, an announcement, or a question asked with the VIP as sender: each says "I have it".
        if (packet.SenderIp == first)
        {
            sink.OnWireAnswer(packet.SenderMac.Value, now);
        }

        // A pair of routers that share the gateway's address may ask from an address of one of them.
        bool fromGateway = LearnGateway(packet.SenderIp, packet.SenderMac, now) || IsGatewayMac(packet.SenderMac);
        if (fromGateway && packet.Operation == ArpOperation.Request && packet.TargetIp == first && now < claimUntil)
        {
            TryAnswer(packet);
        }
    }

    private void OnDiscovery(in NeighbourPacket packet, MonotonicTime now)
    {
        if (packet.SenderMac == ownMac || packet.LinkLayer == ownMac)
        {
            return;
        }

        NetAddress claimed = packet.IsAdvertisement ? packet.Target : packet.SenderIp;
        if (claimed == first)
        {
            sink.OnWireAnswer(packet.LinkLayer.Value, now);
        }

        // A router may ask from its link-local address, so its Ethernet address counts as well.
        bool fromGateway = LearnGateway(claimed, packet.LinkLayer, now) || IsGatewayMac(packet.SenderMac);
        if (fromGateway && !packet.IsAdvertisement && packet.Target == first && now < claimUntil)
        {
            TryAnswer(packet);
        }
    }

    private void OnEcho(in EchoReply reply)
    {
        if (reply.Identifier == identifier
            && ledger.TryTake(reply.Sequence, reply.SourceIp, reply.DestinationIp, out ulong number, out bool fromVip, out MonotonicTime sentAt))
        {
            sink.OnGatewayAnswer(number, fromVip, sentAt);
        }
    }

    private void TryAnswer(in ArpPacket question)
    {
        try
        {
            arp!.SendArpReply(question, first, ownMac);
        }
        catch (LinuxException)
        {
            // The gateway asks again; a claim that is not answered does not stand, and the core sees that.
        }
    }

    private void TryAnswer(in NeighbourPacket question)
    {
        try
        {
            discovery!.SendNa(question, first, ownMac);
        }
        catch (LinuxException)
        {
            // As for ARP.
        }
    }

    private bool LearnGateway(NetAddress address, MacAddress mac, MonotonicTime now)
    {
        foreach (Gateway gateway in view.Gateways)
        {
            if (gateway.Address == address)
            {
                gateway.Learn(mac, now);
                return true;
            }
        }

        return false;
    }

    private bool IsGatewayMac(MacAddress mac)
    {
        foreach (Gateway gateway in view.Gateways)
        {
            if (gateway.Mac == mac)
            {
                return true;
            }
        }

        return false;
    }

    private void Locate(Gateway gateway, MonotonicTime now)
    {
        if (!gateway.ShouldAsk(now))
        {
            return;
        }

        Ask(gateway.Address);
        if (gateway.Mac.IsNone)
        {
            try
            {
                // The kernel often knows already; what it knows may be stale, so the question above went out all the same.
                gateway.Learn(NeighbourTable.Lookup(interfaceIndex, gateway.Address) ?? MacAddress.None, now);
            }
            catch (LinuxException)
            {
                // The answer to the question will do.
            }
        }
    }

    private bool Ask(NetAddress target)
    {
        try
        {
            NetAddress source = view.SourceFor(target);
            return target.IsIPv6
                ? discovery is not null && discovery.SendNeighbourSolicitation(target, source)
                : arp is not null && arp.SendArpProbe(target, source);
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    private void SendEcho(Gateway gateway, ulong number, bool fromVip)
    {
        NetAddress source = fromVip ? first : view.SourceFor(gateway.Address);
        EchoSocket? echo = gateway.Address.IsIPv6 ? echo6 : echo4;
        if (gateway.Mac.IsNone || source.IsNone || echo is null)
        {
            return;
        }

        // The instant before the send: evidence may be called older than it is, never younger.
        ushort sequence = ledger.Note(number, fromVip, source, gateway.Address, clock.Now);
        try
        {
            if (!echo.SendEcho(ownMac, gateway.Mac, source, gateway.Address, identifier, sequence))
            {
                ledger.Forget(sequence);
            }
        }
        catch (LinuxException)
        {
            ledger.Forget(sequence);
        }
    }

    /// <summary>
    /// Joins the group that questions for the VIP are sent to, so that the network card and the switches pass them up while
    /// the VIP is not bound here: the claim has to answer them.
    /// </summary>
    private Socket JoinSolicitedNode()
    {
        Span<byte> group = stackalloc byte[16];
        first.CopyTo(group);
        ReadOnlySpan<byte> prefix = [0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xFF];
        prefix.CopyTo(group);
        Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(new IPAddress(group), interfaceIndex));
            return socket;
        }
        catch (SocketException refusal)
        {
            socket.Dispose();
            throw new LinuxException($"join the solicited-node group of {first}", refusal.NativeErrorCode);
        }
    }
}
