namespace HAMgm.Tls;

/// <summary>What is wrong with a certificate, or with the lack of one.</summary>
public enum TlsProblem
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>None was shown.</summary>
    Missing,

    /// <summary>Its time, or its authority's, is over.</summary>
    Expired,

    /// <summary>Its time has not come yet; most likely a clock is wrong.</summary>
    NotYetValid,

    /// <summary>Not signed by an authority that is trusted here, or not for this use.</summary>
    Foreign,

    /// <summary>It names no role of HAMgm.</summary>
    NoRole,

    /// <summary>Its role, or the node that it names, is not the one that is needed.</summary>
    WrongRole,

    /// <summary>A file cannot be read, or does not hold what it should.</summary>
    Unreadable,
}
