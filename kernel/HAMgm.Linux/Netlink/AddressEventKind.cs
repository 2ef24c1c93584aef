namespace HAMgm.Linux.Netlink;

/// <summary>What an <see cref="AddressEvent"/> tells.</summary>
public enum AddressEventKind
{
    /// <summary>No event.</summary>
    None,

    /// <summary>An address was added, or its lifetime or flags changed.</summary>
    AddressChanged,

    /// <summary>An address was deleted, by whomever, or its lifetime ran out.</summary>
    AddressDeleted,

    /// <summary>A link is up and has a carrier.</summary>
    LinkUp,

    /// <summary>A link is down, by the administrator or for want of a carrier.</summary>
    LinkDown,

    /// <summary>An interface was removed.</summary>
    LinkDeleted,

    /// <summary>The kernel dropped notices because they were not read in time: list everything anew.</summary>
    Overrun,
}
