using System.Globalization;
using System.Security.Cryptography;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Alert.Book;

/// <summary>
/// Ids of alerts: <c>alert-20240115-001</c>, from the counter alert_id of spec/1 section 5.4.2. The node whose id comes first takes odd
/// numbers, the other one even ones, so that what both raise while they do not hear each other never has one id.
/// </summary>
internal sealed class AlertIds(ICounters counters, TimeProvider time, Func<(string NodeId, string PeerId)> nodes)
{
    // Where the disk refuses even the counter's next block: far above what it has counted to.
    private const long LeastWithoutDisk = 5_000_000_000;

    /// <summary>The next one.</summary>
    public string Next()
    {
        var (node, peer) = nodes();
        var isSecond = peer.Length > 0 && string.CompareOrdinal(node, peer) > 0;
        var date = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"alert-{date}-{(Count() * 2) - (isSecond ? 0 : 1):000}");
    }

    private long Count()
    {
        try
        {
            return (long)counters.Next("alert_id");
        }
        catch (HamgmException)
        {
            // An alert that the disk is in trouble must not need the disk.
            return LeastWithoutDisk + RandomNumberGenerator.GetInt32(int.MaxValue);
        }
    }
}
