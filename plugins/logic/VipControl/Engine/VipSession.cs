using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;
using HAMgm.Linux;
using HAMgm.Linux.Packets;
using HAMgm.Logic.VipControl.Addresses;
using HAMgm.Logic.VipControl.Gate;
using HAMgm.Logic.VipControl.Startup;
using HAMgm.Logic.VipControl.Wire;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>Everything that is open between a Start and a Stop; made by the starter, used by the VIP thread alone, closed at its end.</summary>
internal sealed class VipSession : IDisposable
{
    private readonly IVipAddresses addresses;
    private readonly IVipWire wire;
    private readonly IPolled polled;
    private readonly InterfaceWatch? watch;
    private readonly PacketWire? packets;
    private readonly Action onInterfaceReplaced;

    private VipSession(IVipAddresses addresses, IVipGate gate, IVipWire wire, IPolled polled, InterfaceWatch? watch, PacketWire? packets, Action onInterfaceReplaced)
    {
        this.packets = packets;
        this.onInterfaceReplaced = onInterfaceReplaced;
        this.addresses = addresses;
        this.wire = wire;
        this.polled = polled;
        this.watch = watch;
        Gate = gate;
        FileDescriptor[] descriptors = watch is null ? [.. polled.Descriptors] : [.. polled.Descriptors, watch.Descriptor];
        Poller = new Poller(descriptors);
    }

    internal IVipGate Gate { get; }

    internal Poller Poller { get; }

    /// <summary>The register, or else the gateway asked first; empty without one.</summary>
    internal string FirstGateway => packets is { Gateways: { } gateways }
        ? (gateways.Register ?? gateways.All.FirstOrDefault())?.Address.ToString() ?? ""
        : "";

    /// <summary>Whether a gateway of the VIP's own segment is known (R17).</summary>
    internal bool HasRegister => packets?.Gateways.Register is not null;

    /// <summary>What the test of the gateways said; empty before that is known.</summary>
    internal string GatewayNote => packets?.GatewayNote ?? "";

    /// <summary>When <see cref="KeepWarm"/> has something to do at the latest.</summary>
    internal MonotonicTime NextDue => wire.NextDue;

    /// <summary>Opens the real thing. The gate is installed, shut; nothing is bound.</summary>
    /// <remarks>With a time to keep open, what an earlier process left bound answers on (R14), if its gate has not shut meanwhile.</remarks>
    internal static VipSession OpenNetlink(VipSettings settings, VipPlaces places, IVipGate gate, IVipClock clock, IVipSink sink, IVipAlarms alarms, Action onInterfaceReplaced, int keepOpenMilliseconds)
    {
        NetlinkAddresses? addresses = null;
        PacketWire? wire = null;
        InterfaceWatch? watch = null;
        try
        {
            addresses = new NetlinkAddresses();
            wire = new PacketWire(places, settings, clock, sink, alarms);
            watch = new InterfaceWatch(places, wire);
            watch.Ignore(addresses);
            if (keepOpenMilliseconds == 0 || !gate.TryInstallOpen(keepOpenMilliseconds))
            {
                gate.Install();
            }

            return new VipSession(addresses, gate, wire, wire, watch, wire, onInterfaceReplaced);
        }
        catch (LinuxException)
        {
            watch?.Dispose();
            wire?.Dispose();
            addresses?.Dispose();
            gate.Dispose();
            throw;
        }
    }

    /// <summary>Opens the simulation.</summary>
    internal static VipSession OpenSimulated(SimulatedWire wire) =>
        new(new SimulatedAddresses(), new NoGate(), wire, wire, null, null, static () => { });

    internal VipEngine CreateEngine(VipPlan plan, IVipClock clock, IVipSink sink, IVipAlarms alarms, VipBoard board, ILogger log, IParkingPlace? parkingPlace) =>
        new(plan, new AddressHold(plan, addresses, Gate, wire, clock), wire, clock, sink, alarms, board, log, parkingPlace);

    /// <summary>Tells at the start that an interface has no carrier.</summary>
    internal void Introduce(IVipClock clock, IVipSink sink, IVipAlarms alarms)
    {
        if (watch is { HasCarrier: false })
        {
            alarms.Carrier(false);
            sink.OnCarrier(false, clock.Now);
        }
    }

    /// <inheritdoc cref="IVipWire.KeepWarm"/>
    internal void KeepWarm() => wire.KeepWarm();

    /// <summary>Reads what has come in; tells the engine when its addresses may be gone.</summary>
    internal void Receive(VipEngine engine, IVipClock clock, IVipSink sink, IVipAlarms alarms)
    {
        polled.Receive();
        InterfaceNews news = watch?.Receive() ?? InterfaceNews.None;
        if ((news & InterfaceNews.AddressMayBeGone) != 0)
        {
            engine.CheckPresence();
        }

        if ((news & InterfaceNews.LinkIsBack) != 0)
        {
            engine.AnnounceAnew();
        }

        if ((news & InterfaceNews.CarrierChanged) != 0)
        {
            alarms.Carrier(watch!.HasCarrier);
            sink.OnCarrier(watch.HasCarrier, clock.Now);
        }

        if ((news & InterfaceNews.Replaced) != 0)
        {
            onInterfaceReplaced();
        }
    }

    public void Dispose()
    {
        Poller.Dispose();
        watch?.Dispose();
        wire.Dispose();
        Gate.Dispose();
        addresses.Dispose();
    }
}
