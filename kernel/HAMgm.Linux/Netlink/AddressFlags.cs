namespace HAMgm.Linux.Netlink;

/// <summary>The kernel's IFA_F_ flags that matter here; others may be set beside them.</summary>
[Flags]
public enum AddressFlags
{
    /// <summary>Nothing set.</summary>
    None = 0,

    /// <summary>IPv4: not the first of its subnet on the interface.</summary>
    Secondary = 0x01,

    /// <summary>IPv6: bound without duplicate address detection.</summary>
    NoDuplicateDetection = 0x02,

    /// <summary>IPv6: duplicate address detection found another holder; the address is not used.</summary>
    DuplicateFound = 0x08,

    /// <summary>No new connections use it as their source.</summary>
    Deprecated = 0x20,

    /// <summary>IPv6: duplicate address detection is still running; the address does not answer.</summary>
    Tentative = 0x40,

    /// <summary>Without a finite lifetime.</summary>
    Permanent = 0x80,

    /// <summary>No route for the subnet was added with it.</summary>
    NoPrefixRoute = 0x200,
}
