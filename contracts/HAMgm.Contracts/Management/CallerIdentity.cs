namespace HAMgm.Contracts.Management;

/// <summary>Who asks (design.md section 8).</summary>
/// <param name="Name">Certificate subject, <c>root@local</c>, or the remote address.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Remote">Where it comes from, for the audit log.</param>
public sealed record CallerIdentity(string Name, CallerRole Role, string Remote);
