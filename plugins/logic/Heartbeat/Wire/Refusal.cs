namespace HAMgm.Logic.Heartbeat.Wire;

/// <summary>Why a frame, a datagram or a connection was not taken. <see cref="None"/> means that it was.</summary>
internal enum Refusal
{
    /// <summary>Taken.</summary>
    None = 0,

    /// <summary>It does not begin with HAMgm's magic number.</summary>
    Magic,

    /// <summary>Another protocol version.</summary>
    Version,

    /// <summary>Too short, too long, or not of the length that it says.</summary>
    Length,

    /// <summary>No such type, or not one that travels in this direction.</summary>
    Type,

    /// <summary>A checksum does not fit.</summary>
    Crc,

    /// <summary>Not from the peer's node id.</summary>
    Source,

    /// <summary>Not for this node's id.</summary>
    Target,

    /// <summary>Of another cluster.</summary>
    Cluster,

    /// <summary>Not authenticated under this cluster's secret.</summary>
    Mac,

    /// <summary>The peer's session key is not known yet. Expected before the first connection, so not counted as refused.</summary>
    NoKey,

    /// <summary>Mutual TLS was not made: not the peer's certificate, or none.</summary>
    Certificate,

    /// <summary>Not from the peer's address on this link.</summary>
    Address,

    /// <summary>A number smaller than one that came before on the same connection.</summary>
    Number,

    /// <summary>A field holds what it cannot hold.</summary>
    Malformed,

    /// <summary>Of an older life of the peer.</summary>
    Incarnation,

    /// <summary>More connections on a link than the peer needs; the one that was silent longest made room.</summary>
    Connections,

    /// <summary>A frame was begun and not finished in time, or nothing came for too long.</summary>
    TimedOut,

    /// <summary>Delivered already: the second link's copy, TCP's, or a replay. Expected, so not counted as refused.</summary>
    Duplicate,

    /// <summary>The connection ended; not counted as refused.</summary>
    Closed,
}
