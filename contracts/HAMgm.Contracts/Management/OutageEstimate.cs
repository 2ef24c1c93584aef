namespace HAMgm.Contracts.Management;

/// <summary>How long the VIP would be away after one kind of fault (docs/performance.md).</summary>
/// <param name="Fault"><c>switch</c>, <c>service-killed</c>, <c>service-frozen</c>, <c>host-lost</c>, <c>node-frozen</c>.</param>
/// <param name="Expected">What to expect; null when nobody would take over.</param>
/// <param name="Worst">The bound; null when there is none.</param>
public sealed record OutageEstimate(string Fault, TimeSpan? Expected, TimeSpan? Worst);
