using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Text.Json.Nodes;

namespace HAMgm.VipProbe;

/// <summary>
/// The two-holder watch: in each sample it asks for the VIP by broadcast ARP and sends an ICMP
/// echo for the VIP straight to each node's own MAC; a node that answers either one holds it.
/// </summary>
/// <remarks>
/// It belongs on a host of its own: the ARP answers that it provokes would also refresh the
/// neighbour table of the client or of the gateway, and so heal or spoil what is measured there.
/// All questions of a sample leave within microseconds. ICMP answers carry the sample's number; an
/// ARP answer belongs to the sample during which it came, which is right because a kernel answers
/// ARP at once or never.
/// </remarks>
internal sealed unsafe class HolderProbe(IPAddress vip, string interfaceName, PhysicalAddress[] nodes, TimeSpan interval) : IProbe
{
    private const ushort EchoIdentifier = 0x4841;
    private const int SampleSpace = 65536;
    private const int KeptInstants = 64;
    private readonly long intervalNs = (long)interval.TotalNanoseconds;
    private readonly byte[] answeredBy = new byte[SampleSpace];
    private readonly long[] sampledAt = new long[SampleSpace];
    private readonly long[] twoHolderAt = new long[KeptInstants];
    private readonly ulong[] nodeMacs = [.. nodes.Select(static node => ToNumber(node.GetAddressBytes()))];
    private readonly Lock gate = new();
    private long sample = -1;
    private long judged;
    private long samples;
    private long nobody;
    private long twoHolders;
    private long lastTwoHolders;
    private long strangers;
    private ulong stranger;
    private long longestPause;
    private bool realTime;

    /// <inheritdoc/>
    public void Run(CancellationToken stop)
    {
        realTime = Native.BecomeRealTime();
        using SegmentSocket segment = new(interfaceName, vip);
        long next = Native.Now();
        Native.PollDescriptor* poll = stackalloc Native.PollDescriptor[2];
        poll[0] = new() { Descriptor = segment.Arp, Events = Native.PollIn };
        poll[1] = new() { Descriptor = segment.Ip, Events = Native.PollIn };
        while (!stop.IsCancellationRequested)
        {
            _ = Native.PollUntil(poll, 2, next);
            lock (gate)
            {
                ReceiveAll(segment);
                long now = Native.Now();
                if (now >= next)
                {
                    longestPause = Math.Max(longestPause, now - next);
                    Ask(segment, now);
                    next = next + intervalNs < now ? now + intervalNs : next + intervalNs;
                }
            }
        }
    }

    /// <inheritdoc/>
    public JsonObject Report()
    {
        lock (gate)
        {
            JsonArray instants = [];
            for (int i = 0; i < Math.Min(twoHolders, KeptInstants); i++)
            {
                instants.Add(Clock.Milliseconds(twoHolderAt[i]));
            }

            JsonObject report = new()
            {
                ["probe"] = "watch",
                ["samples"] = samples,
                ["noHolderSamples"] = nobody,
                ["twoHolderSamples"] = twoHolders,
                ["firstTwoHolderAtMs"] = twoHolders > 0 ? Clock.Milliseconds(twoHolderAt[0]) : null,
                ["lastTwoHolderAtMs"] = twoHolders > 0 ? Clock.Milliseconds(lastTwoHolders) : null,
                ["twoHolderAtMs"] = instants,
                ["strangerAnswers"] = strangers,
                ["strangerMac"] = strangers > 0 ? stranger.ToString("x12") : null,
                ["longestPauseMs"] = Clock.Milliseconds(longestPause),
                ["realTime"] = realTime,
            };
            samples = nobody = twoHolders = strangers = longestPause = 0;
            return report;
        }
    }

    private static ulong ToNumber(ReadOnlySpan<byte> mac)
    {
        ulong number = 0;
        foreach (byte part in mac[..6])
        {
            number = (number << 8) | part;
        }

        return number;
    }

    private void Ask(SegmentSocket segment, long now)
    {
        // An ICMP answer may follow the question by more than a sample (the node may have to ask
        // for our address first), so a sample is judged twenty samples later.
        sample++;
        if (sample - judged >= 20)
        {
            Judge((int)(judged % SampleSpace));
            judged++;
        }

        int slot = (int)(sample % SampleSpace);
        answeredBy[slot] = 0;
        sampledAt[slot] = now;
        segment.AskByArp();
        foreach (ulong mac in nodeMacs)
        {
            segment.AskByEcho(mac, EchoIdentifier, (ushort)slot);
        }
    }

    private void Judge(int slot)
    {
        samples++;
        byte who = answeredBy[slot];
        if (who == 0)
        {
            nobody++;
        }
        else if ((who & (who - 1)) != 0)
        {
            if (twoHolders < KeptInstants)
            {
                twoHolderAt[twoHolders] = sampledAt[slot];
            }

            twoHolders++;
            lastTwoHolders = sampledAt[slot];
        }
    }

    private void ReceiveAll(SegmentSocket segment)
    {
        byte* frame = stackalloc byte[256];
        nint length;
        while ((length = Native.Receive(segment.Arp, frame, 256, Native.DoNotWait)) > 0)
        {
            if (sample >= 0 && segment.IsArpAnswer(new ReadOnlySpan<byte>(frame, (int)length)))
            {
                Mark(new ReadOnlySpan<byte>(frame + 6, 6), (int)(sample % SampleSpace));
            }
        }

        while ((length = Native.Receive(segment.Ip, frame, 256, Native.DoNotWait)) > 0)
        {
            ReadOnlySpan<byte> bytes = new(frame, (int)length);
            if (segment.IsEchoAnswer(bytes, EchoIdentifier))
            {
                Mark(bytes[6..12], segment.SequenceOf(bytes));
            }
        }
    }

    private void Mark(ReadOnlySpan<byte> sourceMac, int slot)
    {
        ulong mac = ToNumber(sourceMac);
        int index = Array.IndexOf(nodeMacs, mac);
        if (index >= 0)
        {
            answeredBy[slot] |= (byte)(1 << index);
        }
        else
        {
            strangers++;
            stranger = mac;
        }
    }
}
