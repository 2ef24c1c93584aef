namespace HAMgm.Linux.Netlink;

/// <summary>What became of a request about an address. Only refusals that the caller cannot plan for are exceptions.</summary>
public enum AddressResult
{
    /// <summary>Done, and verified where the operation verifies.</summary>
    Done,

    /// <summary>The address is already on this interface; nothing was changed.</summary>
    AlreadyExists,

    /// <summary>The address is not on this interface; nothing was changed.</summary>
    NotFound,

    /// <summary>
    /// The address is still listed, but its lifetime has run out and the kernel is about to remove it; nothing
    /// was changed. Treat it as gone: what has expired is not refreshed (safety rule R11).
    /// </summary>
    Expired,

    /// <summary>
    /// The address vanished between the check and the refresh, and the refresh made it anew: the caller did not
    /// hold it without a break and has to delete it.
    /// </summary>
    Recreated,
}
