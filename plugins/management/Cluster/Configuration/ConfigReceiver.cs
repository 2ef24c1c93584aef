using System.Globalization;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Management.Cluster;

/// <summary>
/// The peer's half of a commit: what the PRIMARY prepares is judged and kept ready, on the disk too; it comes into force when the
/// PRIMARY has written it, and never without.
/// </summary>
internal sealed class ConfigReceiver(
    ClusterSettings settings, IConfigManager config, IStateMachine stateMachine, SharedSettings shared, ConfigHistory history, ConfigWriter writer)
{
    // Shorter than a call's time-out: the caller is told "busy", not left to guess.
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(1);

    private PrepareCall? _prepared;

    /// <summary>Judges a change, and keeps it ready.</summary>
    /// <exception cref="HamgmException">Configuration/400: refused here. Cluster/409: not from the PRIMARY of the newest term, or it does not follow what is here. 503: the disk.</exception>
    public async Task<StampReply> PrepareAsync(PrepareCall call, CancellationToken cancellationToken)
    {
        await TakeLockAsync(cancellationToken);
        try
        {
            RefuseOldTerm(call.Entry);
            if (call.Entry.Base != config.Stamp || call.Entry.BaseHash != shared.Stamp.Hash)
            {
                throw ClusterErrors.Conflict(settings.NodeId, string.Create(CultureInfo.InvariantCulture,
                    $"Node '{settings.NodeId}' has version {config.Version} of term {config.Stamp.Term}; version {call.Entry.Version} of term {call.Entry.Term} does not follow it. Try again."));
            }

            config.ValidateAll(shared.WithFile(call.Values));
            history.Prepare(call.Entry);
            _prepared = call;
            return shared.Stamp;
        }
        finally
        {
            shared.Lock.Release();
        }
    }

    /// <summary>Writes what was prepared. Again and again without harm.</summary>
    /// <exception cref="HamgmException">Cluster/409: it was not prepared here. Others: it cannot be written; nothing has changed.</exception>
    public async Task<StampReply> CommitAsync(ConfigStamp stamp, CancellationToken cancellationToken)
    {
        await TakeLockAsync(cancellationToken);
        try
        {
            if (config.Stamp != stamp)
            {
                if (_prepared is not { } call || call.Entry.Stamp != stamp || call.Entry.Base != config.Stamp)
                {
                    throw ClusterErrors.Conflict(settings.NodeId, string.Create(CultureInfo.InvariantCulture,
                        $"Node '{settings.NodeId}' has not prepared version {stamp.Version} of term {stamp.Term}; it takes it over as a whole."));
                }

                writer.Write(call.Entry, call.Values);
            }

            _prepared = null;
            return shared.Stamp;
        }
        finally
        {
            shared.Lock.Release();
        }
    }

    /// <summary>Forgets what was prepared.</summary>
    public async Task AbortAsync(ConfigStamp stamp, CancellationToken cancellationToken)
    {
        await TakeLockAsync(cancellationToken);
        try
        {
            if (_prepared is { } call && call.Entry.Stamp == stamp)
            {
                _prepared = null;
                history.Drop();
            }
        }
        finally
        {
            shared.Lock.Release();
        }
    }

    private async Task TakeLockAsync(CancellationToken cancellationToken)
    {
        if (!await shared.Lock.WaitAsync(LockTimeout, cancellationToken))
        {
            throw ClusterErrors.Unavailable(settings.NodeId, $"Node '{settings.NodeId}' is just writing other settings. Try again.");
        }
    }

    private void RefuseOldTerm(ConfigEntry entry)
    {
        var status = stateMachine.GetNodeStatus();
        if ((status.State == NodeState.Primary && status.Term.Value > entry.Term) || config.Stamp.Term > entry.Term)
        {
            throw ClusterErrors.Conflict(settings.NodeId, string.Create(CultureInfo.InvariantCulture,
                $"Node '{settings.NodeId}' knows term {Math.Max(status.Term.Value, config.Stamp.Term)}; a change of term {entry.Term} is too old. Try again there."));
        }
    }
}
