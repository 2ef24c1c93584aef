using System.Composition;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;
using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Logic.VipControl.Addresses;
using HAMgm.Logic.VipControl.Commands;
using HAMgm.Logic.VipControl.Engine;
using HAMgm.Logic.VipControl.Gate;
using HAMgm.Logic.VipControl.Startup;
using HAMgm.Logic.VipControl.Wire;

namespace HAMgm.Logic.VipControl;

/// <summary>
/// logic.vipcontrol: carries out what the decision core orders about the VIP (design.md section 6, safety-rules.md R11,
/// R16, R17; spec/1 section 2.3.1, VIPControlModule). Only wiring stands here.
/// </summary>
[Shared]
[Export(typeof(IModule))]
[Export(typeof(IVipExecutor))]
[Export(typeof(IVipControl))]
public sealed class VipControlModule : IModule, IVipExecutor, IVipControl
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);
    private readonly IConfigManager config;
    private readonly ILogger log;
    private readonly IEventBus events;
    private readonly IHost host;
    private readonly BootTimeClock clock = new();
    private readonly SinkHolder sink = new();
    private readonly CommandQueue queue = new();
    private readonly VipBoard board = new(TimeProvider.System);
    private VipSettings? settings;
    private VipPlaces? places;
    private GateChoice gate = GateChoice.None;
    private ParkingPlace? parkingPlace;
    private GateNote? gateNote;
    private volatile VipThread? thread;
    private volatile VipSession? session;
    private volatile string warning = "";
    private ModuleState state = ModuleState.Loaded;

    /// <summary>Composed by the kernel.</summary>
    [ImportingConstructor]
    public VipControlModule(IConfigManager config, IHost host, ILogger log, IEventBus events)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(host);
        this.config = config;
        this.log = log.With(("module", "logic.vipcontrol"));
        this.events = events;
        this.host = host;
    }

    /// <inheritdoc/>
    public ulong InterfaceMac => places?.Main.Mac.Value ?? 0;

    /// <inheritdoc/>
    public IReadOnlyList<VipBinding> Bindings { get; private set; } = [];

    /// <inheritdoc/>
    public ParkedHold? Parked { get; private set; }

    /// <inheritdoc/>
    public string GateTable => gate.TableName;

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        settings = VipSettings.Read(config);
        if (!settings.IsSimulated)
        {
            places = InterfaceCheck.Find(settings);
            RightsCheck.RequireAll(settings, places.Main);
            parkingPlace = new ParkingPlace(config, settings, places, log);
            Parked = parkingPlace.Take(clock.Now);
            if (Parked is null)
            {
                StaleAddresses.Delete(places, log);
            }

            foreach (VipAddress unplaced in places.Unplaced)
            {
                log.Warn("this address of vip.more is in no subnet of this host, and goes onto vip.interface; name its interface in vip.interfaces if it belongs elsewhere", ("address", unplaced.ToString()), ("interface", settings.InterfaceName));
            }
        }

        gate = GateChoice.Make(settings);
        gateNote = new GateNote(Path.Combine(config.GetPath("data_dir"), "gate"), log);
        if (Parked is null)
        {
            gateNote.EndOther(gate.TableName);
        }

        Bindings = [.. (places?.Addresses ?? settings.Addresses).Select(vip =>
            new VipBinding(vip.Address.ToIPAddress(), vip.PrefixLength, vip.InterfaceIndex, places?.Of(vip).Name ?? settings.InterfaceName))];
        state = ModuleState.Initialized;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (thread is not null || settings is null)
        {
            return Task.CompletedTask;
        }

        VipAlarms alarms = new(events, log, gate.TableName);
        VipSession opened = settings.IsSimulated ? OpenSimulated(settings) : OpenNetlink(settings, places!, alarms);
        VipPlan plan = new(places?.Addresses ?? settings.Addresses, settings.KernelLeaseSeconds, VipSettings.LifetimePeriod, settings.AnnouncePeriod);
        VipThread started = new(opened, opened.CreateEngine(plan, clock, sink, alarms, board, log, parkingPlace), queue, clock, sink, alarms, log);
        WarmUp.Run();
        session = opened;
        thread = started;
        started.Start();
        state = ModuleState.Running;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        VipThread? running = thread;
        thread = null;
        if (running is not null && !running.Stop(StopLimit))
        {
            log.Error("the VIP thread did not end in time; the kernel lease and the gate remove the VIP");
        }

        session = null;
        state = ModuleState.Stopped;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ModuleStatus GetStatus()
    {
        VipSnapshot now = board.Current;
        string bound = now.State == VipState.Bound
            ? $"bound under term {now.Term} in {now.LastBind.TotalMilliseconds:F1} ms"
            : now.State.ToString().ToLowerInvariant();
        string[] notes = [bound, $"gate {gate.Status}", warning, session?.GatewayNote ?? "", thread?.SchedulingNote ?? ""];
        return new ModuleStatus(state, string.Join("; ", notes.Where(note => note.Length > 0)));
    }

    /// <inheritdoc/>
    public VipStatus GetVipStatus()
    {
        VipSnapshot now = board.Current;
        return new VipStatus(
            settings is null ? [] : [.. settings.Addresses.Select(vip => vip.Address.ToString())],
            now.State,
            settings?.InterfaceName ?? "",
            settings?.IsSimulated == true ? "simulated" : "netlink",
            gate.Status,
            TimeSpan.FromSeconds(settings?.KernelLeaseSeconds ?? 0),
            now.ChangedUnixMs,
            now.LastError,
            session?.FirstGateway ?? (settings?.Gateways is [NetAddress first, ..] ? first.ToString() : ""));
    }

    /// <inheritdoc/>
    public void SendArpAnnouncement()
    {
        VipSnapshot now = board.Current;
        if (now.State != VipState.Bound || thread is null)
        {
            string vip = settings is null ? "" : settings.Addresses[0].Address.ToString();
            throw new HamgmException(ErrorKind.Vip, ErrorCodes.Conflict, vip, $"The VIP {vip} is not bound on this node: announce it on the node that is PRIMARY.");
        }

        Announce(now.Term);
    }

    /// <inheritdoc/>
    public void Attach(IVipSink sink) => this.sink.Attach(sink);

    /// <inheritdoc/>
    public void Bind(Epoch term, MonotonicTime decidedAt, MonotonicTime holdUntil) =>
        Order(new VipCommand(VipCommandKind.Bind, term, decidedAt, holdUntil, 0, false, clock.Now, Correlation.Current));

    /// <inheritdoc/>
    public void Release(Epoch term) => Order(new VipCommand { Kind = VipCommandKind.Release, Term = term, Cause = Correlation.Current });

    /// <inheritdoc/>
    public void Refresh(Epoch term, MonotonicTime holdUntil) =>
        Order(new VipCommand { Kind = VipCommandKind.Refresh, Term = term, Until = holdUntil });

    /// <inheritdoc/>
    public void Park(Epoch term, MonotonicTime until) =>
        Order(new VipCommand { Kind = VipCommandKind.Park, Term = term, Until = until, Cause = Correlation.Current });

    /// <inheritdoc/>
    public void Adopt(Epoch term, MonotonicTime until) =>
        Order(new VipCommand { Kind = VipCommandKind.Adopt, Term = term, Until = until, QueuedAt = clock.Now });

    /// <inheritdoc/>
    public void Announce(Epoch term) => Order(new VipCommand { Kind = VipCommandKind.Announce, Term = term });

    /// <inheritdoc/>
    public void Claim(Epoch term, MonotonicTime until) =>
        Order(new VipCommand { Kind = VipCommandKind.Claim, Term = term, Until = until });

    /// <inheritdoc/>
    public void ProbeWire(ulong number) => Order(new VipCommand { Kind = VipCommandKind.ProbeWire, Number = number });

    /// <inheritdoc/>
    public void ProbeGateway(ulong number, bool fromVip) =>
        Order(new VipCommand { Kind = VipCommandKind.ProbeGateway, Number = number, FromVip = fromVip });

    private void Order(in VipCommand command)
    {
        VipThread? running = thread;
        if (running is not null)
        {
            queue.Add(command);
            running.Wake();
        }
    }

    /// <summary>Every socket is bound to the old one. A new process is the one way that begins with all the checks.</summary>
    private void OnInterfaceReplaced()
    {
        string reason = $"{string.Join(" or ", places!.Interfaces.Select(static place => place.Name))} was removed and made anew, or has another Ethernet address: the VIP's sockets are bound to the old one";
        log.Error(reason);
        host.RequestStop(ExitCodes.Fault, reason);
    }

    private VipSession OpenSimulated(VipSettings with)
    {
        SimulatedWire wire = new(with.Gateways, clock, sink);
        warning = "simulated: no address is bound and nobody on the network sees it";
        if (!wire.CanAskGateways)
        {
            warning += "; the gateways cannot be asked (no ping socket: set net.ipv4.ping_group_range or grant cap_net_raw)";
        }

        log.Warn(warning);
        return VipSession.OpenSimulated(wire);
    }

    private VipSession OpenNetlink(VipSettings with, VipPlaces at, VipAlarms alarms)
    {
        if (gate.IsUnavailable)
        {
            log.Warn("no gate: a frozen node keeps answering until the kernel lease ends", ("gate", gate.Status));
            events.Publish(new AlertEvent("vip_gate_unavailable", AlertSeverity.Medium, "The VIP's gate is unavailable", $"{gate.Status}. A node whose processes are all frozen answers for the VIP until the kernel lease ends. Enable nf_tables, or set vip.gate: off to accept that.", "logic.vipcontrol"));
        }

        foreach (InterfaceInfo place in at.Interfaces)
        {
            SecondaryPromotion.Ensure(place.Name, log);
        }

        if (gate.TableName.Length > 0)
        {
            gateNote!.Write(gate.TableName, at.Addresses);
        }

        string on = at.Main.Name;
        VipSession opened = RightsCheck.Run("cap_net_admin", $"open the sockets and the gate for the VIP on {on}", on, () => VipSession.OpenNetlink(with, at, gate.Open(with), clock, sink, alarms, OnInterfaceReplaced, Parked is null ? 0 : Parking.GateMilliseconds(Parked.Until, clock.Now)));
        warning = !with.NeedsGateway || opened.HasRegister ? ""
            : opened.FirstGateway.Length == 0 ? $"quorum.witness is gateway, but quorum.gateways is empty and {on} has no default route: name the gateways"
            : $"quorum.witness is gateway, but none of quorum.gateways is in the VIP's own segment: none of them can say who has the VIP (R17), so without the peer this node releases it and never takes it. Name one that is in the segment";
        if (warning.Length > 0)
        {
            log.Warn(warning);
            if (opened.FirstGateway.Length > 0)
            {
                events.Publish(new AlertEvent("gateway_no_register", AlertSeverity.High, "No gateway is in the VIP's segment / VIP 网段内没有网关", warning, "logic.vipcontrol"));
            }
        }

        return opened;
    }
}
