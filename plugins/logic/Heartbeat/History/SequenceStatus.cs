namespace HAMgm.Logic.Heartbeat.History;

/// <summary>What became of a beat (spec/1 section 5.3.2).</summary>
internal enum SequenceStatus : byte
{
    /// <summary>Sent, not answered yet.</summary>
    Sent,

    /// <summary>Answered.</summary>
    Acked,

    /// <summary>Never answered.</summary>
    Timeout,
}
