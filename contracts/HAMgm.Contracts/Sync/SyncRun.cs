using HAMgm.Contracts.Management;

namespace HAMgm.Contracts.Sync;

/// <summary>One run of one set (spec/3, config_sync_record, and what stands beside its columns).</summary>
public sealed record SyncRun
{
    /// <summary>The same on both nodes.</summary>
    public required Guid Id { get; init; }

    /// <summary>The upgrade that it belongs to; null for none.</summary>
    public Guid? UpgradeId { get; init; }

    /// <summary>The set.</summary>
    public required string Set { get; init; }

    /// <summary>Its kind.</summary>
    public required SyncKind Kind { get; init; }

    /// <summary><c>schedule</c>, <c>change</c>, <c>order</c>, <c>role</c> or <c>resume</c>.</summary>
    public required string Trigger { get; init; }

    /// <summary>node.ip of the PRIMARY.</summary>
    public required string FromNodeIp { get; init; }

    /// <summary>node.ip of the STANDBY.</summary>
    public required string ToNodeIp { get; init; }

    /// <summary>When it began, Unix time in milliseconds.</summary>
    public required long StartUnixMs { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long rsync ran in it; the rest is comparing, the proof by hashes, and putting in place.</summary>
    public TimeSpan RsyncDuration { get; init; }

    /// <summary>How it ended.</summary>
    public required SyncRunState State { get; init; }

    /// <summary>Files put in place or deleted.</summary>
    public required int FilesSynced { get; init; }

    /// <summary>Files that are not in step, conflicts among them.</summary>
    public required int FilesFailed { get; init; }

    /// <summary>SHA-256 over the set on the PRIMARY, before; of a run that failed earlier the last known one. 64 hex digits.</summary>
    public required string ChecksumBefore { get; init; }

    /// <summary>SHA-256 over the same files on the STANDBY, afterwards; of a failed run the last known one. 64 hex digits.</summary>
    public required string ChecksumAfter { get; init; }

    /// <summary>Why it failed; empty when it did not.</summary>
    public string ErrorMessage { get; init; } = "";

    /// <summary>The files that it touched, at most 1000.</summary>
    public IReadOnlyList<SyncedFile> Files { get; init; } = [];

    /// <summary>Whether both nodes have the same files now.</summary>
    public bool IsInStep => State == SyncRunState.Success && ChecksumBefore == ChecksumAfter;
}
