using HAMgm.Contracts.Sync;
using Idl = HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>Makes the IDL's structures out of what logic.sync knows.</summary>
internal static class SyncMapper
{
    public static Idl.RsyncStatus ToIdl(SyncServiceStatus status)
    {
        var mapped = new Idl.RsyncStatus(
            status.NodeId, status.NodeIp, status.IsPrimary ? "MASTER" : "BACKUP", status.State.ToString().ToUpperInvariant(),
            status.Paused != SyncPauseReason.None, status.Paused.HasFlag(SyncPauseReason.Upgrade), status.CheckedAtUnixMs)
        {
            IntervalMs = (long)status.Interval.TotalMilliseconds,
            Sets = [.. status.Sets.Select(ToIdl)],
        };
        if (status.Paused != SyncPauseReason.None)
        {
            mapped.PausedReason = status.Paused.ToString().ToUpperInvariant();
        }

        if (status.LastSyncUnixMs > 0)
        {
            mapped.LastSyncTime = status.LastSyncUnixMs;
        }

        if (status.PausedAtUnixMs > 0)
        {
            mapped.PauseTime = status.PausedAtUnixMs;
        }

        if (status.ResumedAtUnixMs > 0)
        {
            mapped.ResumeTime = status.ResumedAtUnixMs;
        }

        if (status.Problem.Length > 0)
        {
            mapped.Problem = status.Problem;
        }

        return mapped;
    }

    public static Idl.SyncRecord ToIdl(SyncRun run)
    {
        var mapped = new Idl.SyncRecord(
            run.Id.ToString(), run.Set, (Idl.SyncDataType)run.Kind, run.FromNodeIp, run.ToNodeIp, run.StartUnixMs, (long)run.Duration.TotalMilliseconds,
            run.State.ToString().ToUpperInvariant(), run.FilesSynced, run.FilesFailed, run.ChecksumBefore, run.ChecksumAfter)
        {
            RsyncDurationMs = (long)run.RsyncDuration.TotalMilliseconds,
            Trigger = run.Trigger,
            Files = [.. run.Files.Select(ToIdl)],
        };
        if (run.ErrorMessage.Length > 0)
        {
            mapped.ErrorMessage = run.ErrorMessage;
        }

        if (run.UpgradeId is { } upgrade)
        {
            mapped.UpgradeId = upgrade.ToString();
        }

        return mapped;
    }

    public static Idl.SyncComparison ToIdl(SyncComparison comparison) =>
        new(comparison.Set, comparison.IsEqual, comparison.PrimaryChecksum, comparison.StandbyChecksum) { DifferentFiles = [.. comparison.DifferentFiles] };

    private static Idl.SyncSetStatus ToIdl(SyncSetStatus set)
    {
        var mapped = new Idl.SyncSetStatus(set.Name, (Idl.SyncDataType)set.Kind, set.Phase, set.TotalFiles, set.DoneFiles)
        {
            Checksum = set.Checksum,
            Conflicts = [.. set.Conflicts],
        };
        if (set.LastSyncUnixMs > 0)
        {
            mapped.LastSyncTime = set.LastSyncUnixMs;
        }

        if (set.LastError.Length > 0)
        {
            mapped.LastError = set.LastError;
        }

        return mapped;
    }

    private static Idl.SyncedFile ToIdl(SyncedFile file)
    {
        var mapped = new Idl.SyncedFile(file.Path, file.Action, file.Bytes);
        if (file.Error.Length > 0)
        {
            mapped.Error = file.Error;
        }

        return mapped;
    }
}
