using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Kernel;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Watches whether two nodes with the same configuration version have the same configuration. A difference is an alarm,
/// not a fail-over: two sides that each committed alone cannot both be right, and only an operator knows which is.
/// </summary>
internal sealed class ConfigAgreement(IEventBus bus)
{
    private const string AlertType = "config_mismatch";

    private (long Version, ulong Own, ulong Peer)? _suspected;
    private (long Version, ulong Own, ulong Peer)? _reported;

    private string? _warning;
    private string? _refusal;

    /// <summary>What stands in the node's warnings; null when there is nothing to say.</summary>
    public string? Warning => _refusal ?? _warning;

    /// <summary>Why the newer settings of the peer cannot be taken over here; null when nothing is in the way. Alerted once.</summary>
    public string? Refusal
    {
        set
        {
            if (value is not null && value != _refusal)
            {
                bus.Publish(new AlertEvent(AlertType, AlertSeverity.Medium, "The nodes' shared settings differ", value, ClusterModule.Id));
            }

            _refusal = value;
        }
    }

    /// <summary>
    /// Takes one look at both. Version and hash are read one after the other, so a single difference may be a change that
    /// is just being written: only what is seen twice is reported, and only once.
    /// </summary>
    public void Observe(long ownVersion, ulong ownHash, long peerVersion, ulong peerHash, string peerId)
    {
        if (ownVersion != peerVersion || ownHash == peerHash)
        {
            if (_reported is not null)
            {
                bus.Publish(new AlertEvent(AlertType, AlertSeverity.Info, "The nodes' shared settings agree again", "", ClusterModule.Id) { Resolves = true });
            }

            _suspected = null;
            _reported = null;
            _warning = null;
            return;
        }

        var seen = (ownVersion, ownHash, peerHash);
        if (_suspected != seen)
        {
            _suspected = seen;
            return;
        }

        if (_reported == seen)
        {
            return;
        }

        _reported = seen;
        _warning = $"The shared settings differ from those of {peerId} at the same version {ownVersion}: "
            + "see 'hamgm-cli config diff --peer' and set what is right once more, on either node.";
        bus.Publish(new AlertEvent(AlertType, AlertSeverity.Medium, "The nodes' shared settings differ", _warning, ClusterModule.Id));
    }
}
