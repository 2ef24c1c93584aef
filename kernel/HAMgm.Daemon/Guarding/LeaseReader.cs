using HAMgm.Linux;
using HAMgm.Linux.Memory;

namespace HAMgm.Daemon.Guarding;

/// <summary>
/// Reads the service's lease record and keeps a copy of the last good one: the file may be torn, deleted or not yet there
/// when it is needed. Only a record that bears the child's pid counts. Reading allocates nothing while only the pulse moves.
/// </summary>
internal sealed class LeaseReader : IDisposable
{
    /// <summary>The record's name within the data folder.</summary>
    public const string FileName = "guard.lease";

    private readonly byte[] incoming = new byte[SharedRecord.MaxPayloadBytes];
    private readonly byte[] decoded = new byte[GuardLeaseCodec.Size];
    private readonly byte[] masked = new byte[GuardLeaseCodec.Size];
    private SharedRecord? record;
    private string path = "";
    private int pid;
    private GuardLease lease;

    /// <summary>Whether a record of the child has been seen.</summary>
    public bool HasLease { get; private set; }

    /// <summary>Whether it is known where the record is or will be.</summary>
    public bool HasPath => path.Length > 0;

    /// <summary>The pulse of the last good record.</summary>
    public GuardPulse Pulse { get; private set; }

    /// <summary>The last good record, without being up to date in its pulse.</summary>
    public GuardLease Lease => lease;

    /// <summary>Forgets everything of the last child, the mapping too: the new one may make the file anew.</summary>
    public void Attach(int childPid)
    {
        Close();
        pid = childPid;
        path = "";
        HasLease = false;
        Pulse = default;
        lease = default;
        Array.Clear(decoded);
    }

    /// <summary>Says where the record is; it may come later.</summary>
    public void SetDirectory(string dataDirectory)
    {
        string wanted = Path.Combine(dataDirectory, FileName);
        if (wanted != path)
        {
            Close();
            path = wanted;
        }
    }

    /// <summary>Takes the newest record.</summary>
    /// <returns>True when more than the pulse has changed: what depends on addresses, gate and peers is prepared anew.</returns>
    public bool Refresh()
    {
        if (record is null && !TryOpen())
        {
            return false;
        }

        if (!record!.TryRead(incoming, out int length)
            || !GuardLeaseCodec.TryReadPulse(incoming.AsSpan(0, length), out GuardPulse pulse)
            || pulse.ServicePid != pid)
        {
            if (!HasLease)
            {
                // The link is of an earlier life yet, and what it leads to is another's: looked at anew, or the child's would never be seen.
                Close();
            }

            return false;
        }

        ReadOnlySpan<byte> bytes = incoming.AsSpan(0, length);
        bytes.CopyTo(masked);
        GuardLeaseCodec.WritePulse(default, masked);
        if (HasLease && masked.AsSpan().SequenceEqual(decoded))
        {
            Pulse = pulse;
            return false;
        }

        if (!GuardLeaseCodec.TryDecode(bytes, out GuardLease next))
        {
            return false;
        }

        masked.CopyTo(decoded, 0);
        lease = next;
        Pulse = pulse;
        HasLease = true;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private bool TryOpen()
    {
        if (path.Length == 0)
        {
            return false;
        }

        try
        {
            // Looked for first, for a miss is usual while the service starts, and an exception a turn is not cheap.
            FileInfo file = new(path);
            record = file.LinkTarget is not null || (file.Exists && file.Length >= SharedRecord.FileBytes) ? SharedRecord.OpenReader(path) : null;
        }
        catch (LinuxException)
        {
            // It vanished in between: the next turn looks again.
            record = null;
        }

        return record is not null;
    }

    private void Close()
    {
        record?.Dispose();
        record = null;
    }
}
