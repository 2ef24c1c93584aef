namespace HAMgm.Contracts.Errors;

/// <summary>The values of <c>errorCode</c> (spec/1 section 4.3.3 uses 404), documented in docs/errors.md.</summary>
public static class ErrorCodes
{
    /// <summary>No error.</summary>
    public const int None = 0;

    /// <summary>The request itself is wrong: an argument is missing or refused.</summary>
    public const int BadRequest = 400;

    /// <summary>The caller may not do this.</summary>
    public const int Forbidden = 403;

    /// <summary>No such node, key, plugin.</summary>
    public const int NotFound = 404;

    /// <summary>The cluster's state does not allow it: a third node, a switch to an unhealthy peer, no PRIMARY.</summary>
    public const int Conflict = 409;

    /// <summary>Something inside failed.</summary>
    public const int Internal = 500;

    /// <summary>The part that would answer is not there or not reachable.</summary>
    public const int Unavailable = 503;

    /// <summary>It was not done in time; what became of it is unknown.</summary>
    public const int Timeout = 504;
}
