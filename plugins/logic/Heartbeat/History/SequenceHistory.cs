namespace HAMgm.Logic.Heartbeat.History;

/// <summary>The last 100 beats of a link. Thread-safe; on the beat's path it takes a lock and writes into an array, no more.</summary>
internal sealed class SequenceHistory
{
    /// <summary>How many beats it remembers.</summary>
    public const int Capacity = 100;

    private readonly Lock _gate = new();
    private readonly SequenceRecord[] _records = new SequenceRecord[Capacity];
    private long _sent;

    /// <summary>A new beat leaves.</summary>
    public void Sent(ulong sequence, long unixMs)
    {
        lock (_gate)
        {
            _records[_sent % Capacity] = new SequenceRecord(sequence, unixMs, SequenceStatus.Sent, 0);
            _sent++;
        }
    }

    /// <summary>The newest beat was answered.</summary>
    public void Acked(TimeSpan roundTrip) => End(SequenceStatus.Acked, Math.Max(0, roundTrip.Ticks));

    /// <summary>The newest beat will have no answer.</summary>
    public void TimedOut() => End(SequenceStatus.Timeout, 0);

    /// <summary>Copies the records, oldest first.</summary>
    /// <param name="destination">At least <see cref="Capacity"/> long.</param>
    /// <param name="sent">How many beats were sent since the start.</param>
    /// <returns>How many were copied.</returns>
    public int Copy(Span<SequenceRecord> destination, out long sent)
    {
        lock (_gate)
        {
            sent = _sent;
            var count = (int)Math.Min(_sent, Capacity);
            for (var i = 0; i < count; i++)
            {
                destination[i] = _records[(_sent - count + i) % Capacity];
            }

            return count;
        }
    }

    private void End(SequenceStatus status, long roundTripTicks)
    {
        lock (_gate)
        {
            if (_sent > 0)
            {
                ref var newest = ref _records[(_sent - 1) % Capacity];
                newest = newest with { Status = status, RoundTripTicks = roundTripTicks };
            }
        }
    }
}
