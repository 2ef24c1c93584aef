namespace HAMgm.Linux.Packets;

/// <summary>The operation of an ARP packet (RFC 826).</summary>
public enum ArpOperation
{
    /// <summary>No packet.</summary>
    None = 0,

    /// <summary>Who has the target address?</summary>
    Request = 1,

    /// <summary>The sender has the sender address.</summary>
    Reply = 2,
}
