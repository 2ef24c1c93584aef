using HAMgm.Contracts.Kernel;

namespace HAMgm.Contracts.Management;

/// <summary>
/// Somebody was turned away before a call could be made: a TLS handshake that failed. management.cluster writes it to the
/// audit log. Publishers bound how many they publish.
/// </summary>
/// <param name="Service">Where: <c>thrift</c> or <c>peer-link</c>.</param>
/// <param name="Remote">Whence: address and port.</param>
/// <param name="Caller">Whom the certificate names, with its serial number and its end; <c>none</c> without one.</param>
/// <param name="Reason">Why, a stable word first: missing, expired, not-yet-valid, foreign, no-role, wrong-role, handshake.</param>
/// <param name="Message">A sentence for an operator.</param>
/// <param name="Unreported">How many others were turned away since the last such event and are in none.</param>
public sealed record AccessRefusedEvent(
    string Service, string Remote, string Caller, string Reason, string Message, long Unreported) : IEvent;
