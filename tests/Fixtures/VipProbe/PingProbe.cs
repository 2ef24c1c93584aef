using System.Buffers.Binary;
using System.Net;
using System.Text.Json.Nodes;

namespace HAMgm.VipProbe;

/// <summary>
/// An ordinary client: pings the VIP through the kernel's ping socket, so that the kernel's own
/// neighbour table, with its handling of gratuitous ARP, decides where each ping goes.
/// </summary>
/// <remarks>
/// An outage runs from the last answer received before a missing one to the first received after
/// it, so it is never shorter than what the client felt. An answer that came more than
/// <see cref="LateAnswer"/> after its ping counts as missing too: pings wait in the kernel's queue
/// while it asks for the address. A pause of this probe itself is reported as such and is not an outage.
/// </remarks>
internal sealed unsafe class PingProbe(IPAddress vip, TimeSpan interval) : IProbe
{
    private const long LateAnswer = 4_000_000;
    private const int SequenceSpace = 65536;
    private readonly long[] sentAt = new long[SequenceSpace];
    private readonly Outage[] outages = new Outage[4096];
    private readonly long intervalNs = (long)interval.TotalNanoseconds;
    private readonly bool isIPv6 = vip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
    private readonly Lock gate = new();
    private int outageCount;
    private long nextSequence;
    private long sent;
    private long received;
    private long lastAnswerAt;
    private long lastSequence = -1;
    private long firstSentAt;
    private long longestPause;
    private long pausedSinceAnswer;
    private bool realTime;

    /// <inheritdoc/>
    public void Run(CancellationToken stop)
    {
        realTime = Native.BecomeRealTime();
        int socket = Open();
        byte* buffer = stackalloc byte[256];
        Native.PollDescriptor poll = new() { Descriptor = socket, Events = Native.PollIn };
        long next = Native.Now();
        while (!stop.IsCancellationRequested)
        {
            long now = Native.Now();
            if (now >= next)
            {
                SendOne(socket, buffer, now, next);
                next += intervalNs;
                if (next < now)
                {
                    next = now + intervalNs;
                }
            }

            if (Native.PollUntil(&poll, 1, next) > 0)
            {
                ReceiveAll(socket, buffer);
            }
        }
    }

    /// <inheritdoc/>
    public JsonObject Report()
    {
        lock (gate)
        {
            long now = Native.Now();
            JsonArray list = [];
            long longest = 0;
            for (int i = 0; i < outageCount; i++)
            {
                Add(list, outages[i], ref longest);
            }

            // Answers on their way are no outage yet: ten intervals of silence are.
            long since = Math.Max(lastAnswerAt, firstSentAt);
            if (firstSentAt != 0 && now - since > 10 * intervalNs)
            {
                Add(list, new Outage(since, now, (int)((now - since) / intervalNs), true), ref longest);
            }

            JsonObject report = new()
            {
                ["probe"] = "ping",
                ["sent"] = sent,
                ["received"] = received,
                ["longestOutageMs"] = Clock.Milliseconds(longest),
                ["longestPauseMs"] = Clock.Milliseconds(longestPause),
                ["realTime"] = realTime,
                ["outages"] = list,
            };
            outageCount = 0;
            sent = received = longestPause = 0;
            return report;
        }
    }

    private static void Add(JsonArray list, Outage outage, ref long longest)
    {
        longest = Math.Max(longest, outage.End - outage.Start);
        list.Add(new JsonObject
        {
            ["startMs"] = Clock.Milliseconds(outage.Start),
            ["endMs"] = Clock.Milliseconds(outage.End),
            ["ms"] = Clock.Milliseconds(outage.End - outage.Start),
            ["lost"] = outage.LostPings,
            ["open"] = outage.StillOpen,
        });
    }

    private int Open()
    {
        int socket = Native.OpenSocket(
            isIPv6 ? Native.AddressFamilyInet6 : Native.AddressFamilyInet,
            Native.SocketDatagram | Native.CloseOnExec | Native.NonBlocking,
            isIPv6 ? Native.ProtocolIcmpV6 : Native.ProtocolIcmp);
        if (socket < 0)
        {
            throw Native.Failure("open the ping socket (net.ipv4.ping_group_range must include this group)");
        }

        // sockaddr_in is 16 bytes with the address at 4, sockaddr_in6 28 with the address at 8.
        byte* address = stackalloc byte[28];
        new Span<byte>(address, 28).Clear();
        *(ushort*)address = (ushort)(isIPv6 ? Native.AddressFamilyInet6 : Native.AddressFamilyInet);
        vip.TryWriteBytes(new Span<byte>(address + (isIPv6 ? 8 : 4), isIPv6 ? 16 : 4), out _);
        return Native.Connect(socket, address, isIPv6 ? 28u : 16u) == 0 ? socket : throw Native.Failure($"connect to {vip}");
    }

    private void SendOne(int socket, byte* buffer, long now, long due)
    {
        lock (gate)
        {
            if (firstSentAt == 0)
            {
                firstSentAt = now;
            }

            long pause = now - due;
            longestPause = Math.Max(longestPause, pause);
            pausedSinceAnswer = Math.Max(pausedSinceAnswer, pause);
            ushort sequence = (ushort)nextSequence;
            Icmp.WriteEcho(new Span<byte>(buffer, Icmp.EchoLength), 0, sequence);
            if (isIPv6)
            {
                // The kernel writes the checksum.
                buffer[0] = Icmp.EchoRequestV6;
            }

            sentAt[sequence] = now;
            nextSequence++;
            sent++;

            // A refusal (no route, no neighbour) is a ping without an answer, and shows as one.
            _ = Native.Send(socket, buffer, Icmp.EchoLength, Native.DoNotWait);
        }
    }

    private void ReceiveAll(int socket, byte* buffer)
    {
        lock (gate)
        {
            nint length;
            while ((length = Native.Receive(socket, buffer, 256, Native.DoNotWait)) >= 8)
            {
                if (buffer[0] == (isIPv6 ? Icmp.EchoReplyV6 : Icmp.EchoReply))
                {
                    Answered(BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(buffer + 6, 2)), Native.Now());
                }
            }
        }
    }

    private void Answered(ushort wireSequence, long now)
    {
        received++;

        // Widen the 16 bits of the wire: an answer belongs to the newest ping with that number.
        long sequence = nextSequence - 1 - ((nextSequence - 1 - wireSequence) & (SequenceSpace - 1));
        if (sequence <= lastSequence)
        {
            return;
        }

        long missing = sequence - lastSequence - 1;
        bool late = now - sentAt[wireSequence] > LateAnswer && pausedSinceAnswer < LateAnswer / 2;
        if (lastSequence >= 0 && (missing > 0 || late) && outageCount < outages.Length)
        {
            outages[outageCount++] = new Outage(lastAnswerAt, now, (int)missing, false);
        }

        lastSequence = sequence;
        lastAnswerAt = now;
        pausedSinceAnswer = 0;
    }
}
