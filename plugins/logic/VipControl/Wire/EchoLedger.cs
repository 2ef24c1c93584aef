using HAMgm.Contracts.Time;
using HAMgm.Linux;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>
/// Remembers the echoes of the last moments, so that an answer counts from when its question was sent, once, and only from
/// the one who was asked. A ring of 256: at one every 10 ms to two gateways that is more than a second.
/// </summary>
internal sealed class EchoLedger
{
    internal const int Capacity = 256;
    private readonly Entry[] entries = new Entry[Capacity];
    private ushort next;

    /// <summary>Notes an echo that is about to leave, and gives its sequence number.</summary>
    internal ushort Note(ulong number, bool fromVip, NetAddress source, NetAddress gateway, MonotonicTime sentAt)
    {
        ushort sequence = next++;
        entries[sequence % Capacity] = new Entry(true, sequence, number, fromVip, source, gateway, sentAt);
        return sequence;
    }

    /// <summary>Forgets an echo that did not leave.</summary>
    internal void Forget(ushort sequence) => entries[sequence % Capacity] = default;

    /// <summary>Finds what an answer belongs to, and forgets it: a second copy proves nothing.</summary>
    internal bool TryTake(ushort sequence, NetAddress from, NetAddress to, out ulong number, out bool fromVip, out MonotonicTime sentAt)
    {
        ref Entry entry = ref entries[sequence % Capacity];
        bool good = entry.IsOpen && entry.Sequence == sequence && entry.Gateway == from && entry.Source == to;
        (number, fromVip, sentAt) = good ? (entry.Number, entry.FromVip, entry.SentAt) : default;
        if (good)
        {
            entry = default;
        }

        return good;
    }

    private readonly record struct Entry(
        bool IsOpen, ushort Sequence, ulong Number, bool FromVip, NetAddress Source, NetAddress Gateway, MonotonicTime SentAt);
}
