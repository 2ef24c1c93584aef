using HAMgm.Contracts.Cluster;

namespace HAMgm.Logic.VipControl.Commands;

/// <summary>
/// The orders that wait for the VIP thread, in order, in a ring of fixed size. Any thread adds, one takes; nobody
/// waits for room. When it is full, probes go first; a Bind, Release or Refresh is never lost (see <see cref="MakeRoom"/>).
/// </summary>
internal sealed class CommandQueue
{
    internal const int Capacity = 256;
    private const int DroppableLimit = Capacity / 2;
    private readonly VipCommand[] ring = new VipCommand[Capacity];
    private readonly Lock gate = new();
    private int first;
    private int count;
    private long dropped;

    /// <summary>How many probes, claims and announcements found no room since the start.</summary>
    internal long Dropped => Interlocked.Read(ref dropped);

    /// <summary>Adds an order. False when it was dropped, which happens only to those that may be.</summary>
    internal bool Add(in VipCommand command)
    {
        // Held for a few nanoseconds, the rare compaction for a microsecond.
        lock (gate)
        {
            if (command.MayBeDropped && count >= DroppableLimit)
            {
                dropped++;
                return false;
            }

            if (command.Kind == VipCommandKind.Refresh && TryReplaceRefresh(command))
            {
                return true;
            }

            if (count == Capacity)
            {
                MakeRoom();
            }

            ring[(first + count) % Capacity] = command;
            count++;
            return true;
        }
    }

    /// <summary>Takes the oldest order.</summary>
    internal bool TryTake(out VipCommand command)
    {
        lock (gate)
        {
            if (count == 0)
            {
                command = default;
                return false;
            }

            command = ring[first];
            first = (first + 1) % Capacity;
            count--;
            return true;
        }
    }

    /// <summary>A refresh of the same term that still waits, with no other promise after it, only gets the newer deadline.</summary>
    private bool TryReplaceRefresh(in VipCommand command)
    {
        for (int back = count - 1; back >= 0; back--)
        {
            ref VipCommand waiting = ref ring[(first + back) % Capacity];
            if (waiting.MayBeDropped)
            {
                continue;
            }

            if (waiting.Kind != VipCommandKind.Refresh || waiting.Term != command.Term)
            {
                return false;
            }

            waiting = command;
            return true;
        }

        return false;
    }

    /// <summary>
    /// Drops what may be dropped. If promises alone fill the ring, the VIP thread has not run for hundreds of orders, and
    /// every Bind among them is too late anyway: one Release of the newest term stands for all of them.
    /// </summary>
    private void MakeRoom()
    {
        int kept = 0;
        Epoch newest = Epoch.None;
        for (int index = 0; index < count; index++)
        {
            VipCommand waiting = ring[(first + index) % Capacity];
            newest = Epoch.Max(newest, waiting.Term);
            if (!waiting.MayBeDropped)
            {
                ring[(first + kept) % Capacity] = waiting;
                kept++;
            }
        }

        dropped += count - kept;
        count = kept;
        if (count == Capacity)
        {
            ring[first] = new VipCommand { Kind = VipCommandKind.Release, Term = newest };
            count = 1;
        }
    }
}
