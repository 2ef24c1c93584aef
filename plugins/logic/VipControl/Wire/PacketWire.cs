using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;
using HAMgm.Linux;
using HAMgm.Linux.Packets;
using HAMgm.Logic.VipControl.Addresses;
using HAMgm.Logic.VipControl.Engine;
using HAMgm.Logic.VipControl.Startup;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>
/// The real wire: ARP, neighbour discovery and echoes raw on the VIPs' interfaces, beside the gate and whether the VIPs are
/// bound or not. Nothing waits, nothing allocates in the steady state.
/// </summary>
/// <remarks>
/// The first interface decides: its addresses are probed, claimed and reported to the core. On the others, where the peer's
/// Ethernet address is not known, an answer only matters while this node holds: then it is a conflict, whoever gives it.
/// </remarks>
internal sealed class PacketWire : IVipWire, IPolled
{
    /// <summary>So that a flood of ARP cannot keep the VIP thread from its orders.</summary>
    private const int PacketsAtOnce = 64;

    private static readonly TimeSpan DefencePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TellAgain = TimeSpan.FromSeconds(60);
    private readonly VipSegment main;
    private readonly VipSegment[] others;
    private readonly NetAddress first;
    private readonly NetAddress[] order;
    private readonly GatewayProbe gatewayProbe;
    private readonly MacAddress[] known;
    private readonly IVipClock clock;
    private readonly IVipSink sink;
    private readonly IVipAlarms alarms;
    private MonotonicTime claimUntil;
    private bool isHeld;
    private MacAddress toldMac;
    private MonotonicTime toldAt;
    private MonotonicTime defendedAt;

    /// <summary>Opens the sockets of the families in use.</summary>
    internal PacketWire(VipPlaces places, VipSettings settings, IVipClock clock, IVipSink sink, IVipAlarms alarms)
    {
        first = places.Addresses[0].Address;
        order = [.. places.Addresses.Select(static vip => vip.Address)];
        known = settings.KnownMacs;
        this.clock = clock;
        this.sink = sink;
        this.alarms = alarms;
        List<VipSegment> opened = [];
        try
        {
            // An address of the VIP's own family is always asked for: the default route's next hop may be yet to come.
            main = new VipSegment(places.Main, places.On(places.Main), places.Addresses, [first, .. settings.Gateways]);
            opened.Add(main);
            foreach (Linux.Netlink.InterfaceInfo place in places.Interfaces.Skip(1))
            {
                opened.Add(new VipSegment(place, places.On(place), places.Addresses, []));
            }

            Gateways = new GatewayList(main.Index, places.Addresses[0], main.Own, settings.Gateways);
            gatewayProbe = new GatewayProbe(main, first, Gateways, new GatewayTest(alarms, settings.NeedsGateway), clock, sink);
        }
        catch (LinuxException)
        {
            foreach (VipSegment segment in opened)
            {
                segment.Dispose();
            }

            throw;
        }

        others = [.. opened.Skip(1)];
        Descriptors = [.. opened.SelectMany(static segment => segment.Descriptors), .. gatewayProbe.Descriptors];
    }

    public IReadOnlyList<FileDescriptor> Descriptors { get; }

    public MonotonicTime NextDue => gatewayProbe.Test.Due;

    internal GatewayList Gateways { get; }

    /// <summary>What the test of the gateways said; empty before that is known.</summary>
    internal string GatewayNote => gatewayProbe.Test.Note;

    /// <summary>The node's own addresses have changed.</summary>
    internal void ReadOwnAddresses()
    {
        main.Own.Read();
        foreach (VipSegment segment in others)
        {
            segment.Own.Read();
        }
    }

    public bool Announce(in VipAddress address) => SegmentOf(address.InterfaceIndex).Announce(address.Address);

    public bool BeginClaim(MonotonicTime until)
    {
        claimUntil = until;
        // To the register alone: only its entry counts (R17). A broadcast would draw every host on the segment away from a
        // holder that is still there, for as long as it takes to defend itself.
        return Gateways.Register is { Mac.IsNone: false } register ? main.AnnounceTo(register, first) : main.Announce(first);
    }

    public void EndClaim() => claimUntil = MonotonicTime.Never;

    public void Held(bool isHeld)
    {
        this.isHeld = isHeld;
        if (isHeld)
        {
            gatewayProbe.Test.Bound(clock.Now);
        }
        else
        {
            gatewayProbe.Test.Unbound();
        }
    }

    public void ProbeWire(ulong number)
    {
        bool hasLeft = false;
        foreach (ref readonly VipAddress vip in main.Here.AsSpan())
        {
            bool left = main.Ask(vip.Address);
            hasLeft |= left && vip.Address == first;
        }

        if (hasLeft)
        {
            sink.OnWireProbeSent(number, clock.Now);
        }
    }

    public void AskForOthers()
    {
        AskAll(main);
        foreach (VipSegment segment in others)
        {
            AskAll(segment);
        }
    }

    public void KeepWarm() => gatewayProbe.KeepWarm(clock.Now);

    public void ProbeGateway(ulong number, bool fromVip) => gatewayProbe.Probe(number, fromVip);

    public void Receive()
    {
        MonotonicTime now = clock.Now;
        Receive(main, now);
        foreach (VipSegment segment in others)
        {
            Receive(segment, now);
        }

        gatewayProbe.Receive(PacketsAtOnce);
    }

    public void Dispose()
    {
        main.Dispose();
        foreach (VipSegment segment in others)
        {
            segment.Dispose();
        }

        gatewayProbe.Dispose();
    }

    private static void AskAll(VipSegment segment)
    {
        foreach (ref readonly VipAddress vip in segment.Here.AsSpan())
        {
            segment.Ask(vip.Address);
        }
    }

    private VipSegment SegmentOf(int interfaceIndex)
    {
        foreach (VipSegment segment in others)
        {
            if (segment.Index == interfaceIndex)
            {
                return segment;
            }
        }

        return main;
    }

    private void Receive(VipSegment segment, MonotonicTime now)
    {
        for (int count = 0; count < PacketsAtOnce && segment.TryReceive(out ArpPacket packet); count++)
        {
            OnArp(segment, packet, now);
        }

        for (int count = 0; count < PacketsAtOnce && segment.TryReceive(out NeighbourPacket packet); count++)
        {
            OnDiscovery(segment, packet, now);
        }
    }

    private void OnArp(VipSegment segment, in ArpPacket packet, MonotonicTime now)
    {
        if (packet.SenderMac == segment.Mac || packet.SenderMac.IsNone)
        {
            return;
        }

        // An answer, an announcement, or a question asked with the VIP as sender: each says "I have it".
        OnSomebodyHas(segment, packet.SenderIp, packet.SenderMac, now);
        if (segment != main)
        {
            return;
        }

        // A pair of routers that share the gateway's address may ask from an address of one of them.
        bool fromGateway = Gateways.Learn(packet.SenderIp, packet.SenderMac, now) || Gateways.IsGateway(packet.SenderMac);
        if (fromGateway && packet.Operation == ArpOperation.Request && packet.TargetIp == first && now < claimUntil)
        {
            main.Answer(packet, first);
        }
    }

    private void OnDiscovery(VipSegment segment, in NeighbourPacket packet, MonotonicTime now)
    {
        if (packet.SenderMac == segment.Mac || packet.LinkLayer == segment.Mac)
        {
            return;
        }

        NetAddress claimed = packet.IsAdvertisement ? packet.Target : packet.SenderIp;
        OnSomebodyHas(segment, claimed, packet.LinkLayer, now);
        if (segment != main)
        {
            return;
        }

        // A router may ask from its link-local address, so its Ethernet address counts as well.
        bool fromGateway = Gateways.Learn(claimed, packet.LinkLayer, now) || Gateways.IsGateway(packet.SenderMac);
        if (fromGateway && !packet.IsAdvertisement && packet.Target == first && now < claimUntil)
        {
            main.Answer(packet, first);
        }
    }

    private void OnSomebodyHas(VipSegment segment, NetAddress address, MacAddress mac, MonotonicTime now)
    {
        int index = Array.IndexOf(order, address);
        if (index < 0)
        {
            return;
        }

        if (Array.IndexOf(known, mac) >= 0 || Gateways.IsGateway(mac))
        {
            if (ShouldTell(mac, now))
            {
                alarms.KnownAnswers(address, mac);
            }
        }
        else if (segment == main)
        {
            sink.OnWireAnswer(mac.Value, index, now);
        }
        else if (isHeld)
        {
            DefendAlone(segment, address, mac, now);
        }
    }

    private void DefendAlone(VipSegment segment, NetAddress address, MacAddress mac, MonotonicTime now)
    {
        if (ShouldTell(mac, now))
        {
            alarms.Duplicate(address, mac, segment.Name);
        }

        // Once a second: two who answer each other's announcements at once would flood the segment (RFC 5227 section 2.4).
        if (now - defendedAt >= DefencePause)
        {
            defendedAt = now;
            segment.Announce(address);
        }
    }

    private bool ShouldTell(MacAddress mac, MonotonicTime now)
    {
        if (mac == toldMac && now - toldAt < TellAgain)
        {
            return false;
        }

        toldMac = mac;
        toldAt = now;
        return true;
    }
}
