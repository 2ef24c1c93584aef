namespace HAMgm.Daemon.Guarding;

/// <summary>What a release did.</summary>
/// <param name="Removed">Addresses that were bound and are gone.</param>
/// <param name="IsClear">Whether a listing showed none of the addresses any more (or there was none to remove).</param>
/// <param name="NoticesSent">Release datagrams that left.</param>
/// <param name="UnboundAtNs">When the listing was clear, boot clock; 0 when it was not.</param>
/// <param name="ToldAtNs">When the last notice had left, boot clock; 0 when none was to be sent.</param>
internal readonly record struct ReleaseReport(int Removed, bool IsClear, int NoticesSent, long UnboundAtNs, long ToldAtNs);
