using System.Security.Cryptography;
using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;
using HAMgm.Linux;
using HAMgm.Logic.VipControl.Addresses;
using HAMgm.Logic.VipControl.Engine;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>
/// The wire of the simulation: announcements go nowhere, probes count as sent and nobody answers them. Only configured
/// gateways are really asked, from this host's own address whatever the probe was to be sourced from.
/// </summary>
internal sealed class SimulatedWire : IVipWire, IPolled
{
    private readonly IVipClock clock;
    private readonly IVipSink sink;
    private readonly NetAddress[] gateways;
    private readonly EchoLedger ledger = new();
    private readonly PlainEcho? echo4;
    private readonly PlainEcho? echo6;

    internal SimulatedWire(NetAddress[] gateways, IVipClock clock, IVipSink sink)
    {
        this.gateways = gateways;
        this.clock = clock;
        this.sink = sink;
        ushort identifier = (ushort)RandomNumberGenerator.GetInt32(1, ushort.MaxValue + 1);
        echo4 = gateways.Any(gateway => gateway.IsIPv4) ? PlainEcho.Open(isIPv6: false, identifier) : null;
        echo6 = gateways.Any(gateway => gateway.IsIPv6) ? PlainEcho.Open(isIPv6: true, identifier) : null;
        Descriptors = [.. new[] { echo4?.Descriptor, echo6?.Descriptor }.OfType<FileDescriptor>()];
    }

    public IReadOnlyList<FileDescriptor> Descriptors { get; }

    /// <summary>Whether every configured gateway can be asked.</summary>
    internal bool CanAskGateways => gateways.All(gateway => (gateway.IsIPv6 ? echo6 : echo4) is not null);

    public bool Announce(in VipAddress address) => true;

    public bool BeginClaim(MonotonicTime until) => true;

    public void EndClaim()
    {
    }

    public void KeepWarm()
    {
    }

    public void ProbeWire(ulong number) => sink.OnWireProbeSent(number, clock.Now);

    public MonotonicTime NextDue => MonotonicTime.Forever;

    public void AskForOthers()
    {
    }

    public void Held(bool isHeld)
    {
    }

    public void ProbeGateway(ulong number, bool fromVip)
    {
        foreach (NetAddress gateway in gateways)
        {
            ushort sequence = ledger.Note(number, fromVip, default, gateway, clock.Now);
            if ((gateway.IsIPv6 ? echo6 : echo4)?.Send(gateway, sequence) != true)
            {
                ledger.Forget(sequence);
            }

            if (fromVip)
            {
                return;
            }
        }
    }

    public void Receive()
    {
        Receive(echo4);
        Receive(echo6);
    }

    public void Dispose()
    {
        echo4?.Dispose();
        echo6?.Dispose();
    }

    private void Receive(PlainEcho? echo)
    {
        while (echo is not null && echo.TryReceive(out NetAddress from, out ushort sequence))
        {
            if (ledger.TryTake(sequence, from, default, out ulong number, out bool fromVip, out MonotonicTime sentAt))
            {
                sink.OnGatewayAnswer(number, fromVip, sentAt);
            }
        }
    }
}
