namespace HAMgm.Management.Cluster;

/// <summary>One line of the audit log.</summary>
/// <param name="Event"><c>call</c>: a changing call; <c>access</c>: somebody was turned away before a call.</param>
/// <param name="Operation">The IDL's method name; for an access, where: thrift or peer-link.</param>
/// <param name="Subject">On what; no secrets.</param>
/// <param name="Caller">Who: what the certificate names, the local user, or the address.</param>
/// <param name="Role">admin, node or viewer; empty when nobody was let in.</param>
/// <param name="From">Whence.</param>
/// <param name="Result">ok, refused or failed.</param>
/// <param name="Code">The error's code in the manner of HTTP; 0 for ok.</param>
/// <param name="Reason">Why it was refused: a word; empty for calls.</param>
/// <param name="Error">The error's sentence; empty for ok.</param>
/// <param name="Correlation">The call's number, as the log and the other node have it; empty for an access.</param>
/// <param name="Unreported">How many refusals before this one have no line of their own.</param>
internal sealed record AuditEntry(
    string Event, string Operation, string Subject, string Caller, string Role, string From, string Result,
    int Code = 0, string Reason = "", string Error = "", long Unreported = 0, string Correlation = "");
