using System.Net.Sockets;
using System.Security.Cryptography;
using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;
using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Linux.Packets;
using HAMgm.Logic.VipControl.Engine;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>Echoes to the gateways, raw, from the node's own address or from the VIP, and their answers (R9, R17).</summary>
internal sealed class GatewayProbe : IDisposable
{
    /// <summary>Marks the echoes of the test, whose answers are nobody else's.</summary>
    private const ulong TestNumber = ulong.MaxValue;

    private readonly VipSegment segment;
    private readonly NetAddress first;
    private readonly GatewayList gateways;
    private readonly GatewayTest test;
    private readonly IVipClock clock;
    private readonly IVipSink sink;
    private readonly EchoLedger ledger = new();
    private readonly ushort identifier = (ushort)RandomNumberGenerator.GetInt32(1, ushort.MaxValue + 1);
    private readonly EchoSocket? echo4;
    private readonly EchoSocket? echo6;

    internal GatewayProbe(VipSegment segment, NetAddress first, GatewayList gateways, GatewayTest test, IVipClock clock, IVipSink sink)
    {
        this.segment = segment;
        this.first = first;
        this.gateways = gateways;
        this.test = test;
        this.clock = clock;
        this.sink = sink;
        try
        {
            echo4 = Uses(AddressFamily.InterNetwork) ? new EchoSocket(segment.Index, AddressFamily.InterNetwork) : null;
            echo6 = Uses(AddressFamily.InterNetworkV6) ? new EchoSocket(segment.Index, AddressFamily.InterNetworkV6) : null;
        }
        catch (LinuxException)
        {
            Dispose();
            throw;
        }

        test.Start(clock.Now);
    }

    internal IEnumerable<FileDescriptor> Descriptors => new[] { echo4?.Descriptor, echo6?.Descriptor }.OfType<FileDescriptor>();

    internal GatewayTest Test => test;

    /// <summary>Keeps the gateways' Ethernet addresses known, and goes on with the test.</summary>
    internal void KeepWarm(MonotonicTime now)
    {
        gateways.Refresh(now);
        foreach (Gateway gateway in gateways.All)
        {
            Locate(gateway, now);
        }

        if (now < test.Due)
        {
            return;
        }

        (bool own, bool vip) = test.Next(gateways, now);
        foreach (Gateway gateway in gateways.All)
        {
            if (own && !gateway.Answered)
            {
                Send(gateway, TestNumber, fromVip: false);
            }
        }

        if (vip)
        {
            Send(gateways.Register!, TestNumber, fromVip: true);
        }
    }

    /// <inheritdoc cref="IVipWire.ProbeGateway"/>
    internal void Probe(ulong number, bool fromVip)
    {
        MonotonicTime now = clock.Now;
        if (fromVip)
        {
            if (gateways.Register is { } register)
            {
                Locate(register, now);
                Send(register, number, fromVip: true);
            }

            return;
        }

        foreach (Gateway gateway in gateways.All)
        {
            Locate(gateway, now);
            Send(gateway, number, fromVip: false);
        }
    }

    internal void Receive(int most)
    {
        for (int count = 0; count < most && echo4 is not null && echo4.TryReceive(out EchoReply reply); count++)
        {
            OnEcho(reply);
        }

        for (int count = 0; count < most && echo6 is not null && echo6.TryReceive(out EchoReply reply); count++)
        {
            OnEcho(reply);
        }
    }

    public void Dispose()
    {
        echo4?.Dispose();
        echo6?.Dispose();
    }

    private bool Uses(AddressFamily family) => first.Family == family || Array.Exists(gateways.All, gateway => gateway.Address.Family == family);

    private void OnEcho(in EchoReply reply)
    {
        if (reply.Identifier != identifier
            || !ledger.TryTake(reply.Sequence, reply.SourceIp, reply.DestinationIp, out ulong number, out bool fromVip, out MonotonicTime sentAt))
        {
            return;
        }

        foreach (Gateway gateway in gateways.All)
        {
            if (gateway.Address == reply.SourceIp)
            {
                test.Answered(gateway, fromVip, clock.Now);
            }
        }

        if (number != TestNumber)
        {
            sink.OnGatewayAnswer(number, fromVip, sentAt);
        }
    }

    private void Locate(Gateway gateway, MonotonicTime now)
    {
        if (gateway.NextHop.IsNone || !gateway.ShouldAsk(now))
        {
            return;
        }

        segment.Ask(gateway.NextHop);
        if (gateway.Mac.IsNone)
        {
            try
            {
                // The kernel often knows already; what it knows may be stale, so the question above went out all the same.
                gateway.Learn(NeighbourTable.Lookup(segment.Index, gateway.NextHop) ?? MacAddress.None, now);
            }
            catch (LinuxException)
            {
                // The answer to the question will do.
            }
        }
    }

    private void Send(Gateway gateway, ulong number, bool fromVip)
    {
        NetAddress source = fromVip ? first : segment.Own.SourceFor(gateway.Address);
        EchoSocket? echo = gateway.Address.IsIPv6 ? echo6 : echo4;
        if (gateway.Mac.IsNone || source.IsNone || echo is null)
        {
            return;
        }

        // The instant before the send: evidence may be called older than it is, never younger.
        ushort sequence = ledger.Note(number, fromVip, source, gateway.Address, clock.Now);
        try
        {
            if (!echo.SendEcho(segment.Mac, gateway.Mac, source, gateway.Address, identifier, sequence))
            {
                ledger.Forget(sequence);
            }
        }
        catch (LinuxException)
        {
            ledger.Forget(sequence);
        }
    }
}
