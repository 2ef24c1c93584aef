using System.Globalization;
using HAMgm.Linux.Memory;

namespace HAMgm.Daemon.Guarding;

/// <summary>
/// The holding that a service left bound when it announced a restart (safety rule R14): its successor adopts it in time,
/// or the guard ends it.
/// </summary>
/// <param name="Lease">What it held.</param>
/// <param name="UntilNs">Until when a successor may take it up, boot clock.</param>
internal sealed record HandedLease(GuardLease Lease, long UntilNs)
{
    /// <summary>The guard never waits longer than this for a successor.</summary>
    public const long LongestNs = 3_500_000_000;

    /// <summary>The environment variable by which a guard that takes another program's place hands it on.</summary>
    public const string Variable = "HAMGM_HANDED";

    /// <summary>As text for <see cref="Variable"/>.</summary>
    public string ToText()
    {
        byte[] bytes = new byte[GuardLeaseCodec.Size];
        GuardLeaseCodec.Encode(Lease, bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{UntilNs} {Convert.ToBase64String(bytes)}");
    }

    /// <summary>From <see cref="Variable"/>; null when it is none.</summary>
    public static HandedLease? FromText(string? text)
    {
        string[] parts = text?.Split(' ') ?? [];
        byte[] bytes = new byte[GuardLeaseCodec.Size];
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long untilNs)
            && Convert.TryFromBase64String(parts[1], bytes, out int length) && length == bytes.Length
            && GuardLeaseCodec.TryDecode(bytes, out GuardLease lease)
            ? new HandedLease(lease, untilNs)
            : null;
    }
}
