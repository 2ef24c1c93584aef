using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Vip;
using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Linux.Packets;
using HAMgm.Logic.VipControl.Addresses;
using HAMgm.Logic.VipControl.Gate;
using HAMgm.Logic.VipControl.Wire;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>Everything that is open between a Start and a Stop; made by the starter, used by the VIP thread alone, closed at its end.</summary>
internal sealed class VipSession : IDisposable
{
    private readonly IVipAddresses addresses;
    private readonly IVipWire wire;
    private readonly IPolled polled;
    private readonly InterfaceWatch? watch;
    private readonly Action onInterfaceReplaced;

    private VipSession(IVipAddresses addresses, IVipGate gate, IVipWire wire, IPolled polled, InterfaceWatch? watch, Action onInterfaceReplaced)
    {
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

    /// <summary>The gateway asked first; empty without one.</summary>
    internal string FirstGateway => watch?.FirstGateway ?? "";

    /// <summary>Opens the real thing. The gate is installed, shut; nothing is bound.</summary>
    /// <remarks>With a time to keep open, what an earlier process left bound answers on (R14), if its gate has not shut meanwhile.</remarks>
    internal static VipSession OpenNetlink(VipSettings settings, InterfaceInfo interfaceInfo, IVipGate gate, IVipClock clock, IVipSink sink, Action onInterfaceReplaced, int keepOpenMilliseconds)
    {
        NetlinkAddresses? addresses = null;
        PacketWire? wire = null;
        InterfaceWatch? watch = null;
        try
        {
            InterfaceView view = new(interfaceInfo.Index, settings.Addresses, settings.Gateways);
            addresses = new NetlinkAddresses(interfaceInfo.Index);
            wire = new PacketWire(interfaceInfo, settings.Addresses, view, clock, sink);
            watch = new InterfaceWatch(interfaceInfo, settings.Addresses, view);
            watch.Ignore(addresses);
            if (keepOpenMilliseconds == 0 || !gate.TryInstallOpen(keepOpenMilliseconds))
            {
                gate.Install();
            }

            return new VipSession(addresses, gate, wire, wire, watch, onInterfaceReplaced);
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
        new(new SimulatedAddresses(), new NoGate(), wire, wire, null, static () => { });

    internal VipEngine CreateEngine(VipPlan plan, IVipClock clock, IVipSink sink, VipBoard board, ILogger log, IParkingPlace? parkingPlace) =>
        new(new AddressHold(plan, addresses, Gate, wire, clock), wire, clock, sink, board, log, parkingPlace);

    /// <inheritdoc cref="IVipWire.KeepWarm"/>
    internal void KeepWarm() => wire.KeepWarm();

    /// <summary>Reads what has come in; tells the engine when its addresses may be gone.</summary>
    internal void Receive(VipEngine engine)
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
