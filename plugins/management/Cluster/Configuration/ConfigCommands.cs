using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Management.Cluster;

/// <summary>Reads and sets settings, wherever they are to be set.</summary>
internal sealed class ConfigCommands(
    IConfigManager config, IStateMachine stateMachine, ConfigCommitter committer, Forwarder forwarder)
{
    /// <summary>A value as it may be shown.</summary>
    public string Get(string key)
    {
        CheckKey(key);
        var value = config.GetString(key);

        // GetAll hides what the key's schema marks as a secret, however it is named.
        return ClusterSettings.Show(key, config.GetAll().GetValueOrDefault(key, value));
    }

    /// <summary>A value as it may be audited.</summary>
    public string Mask(string key, string value) => config.Mask(key, value);

    /// <summary>Sets a value: a node's own one here, a shared one at the PRIMARY.</summary>
    public async Task<string> SetAsync(string key, string value, CallerIdentity caller, CancellationToken cancellationToken)
    {
        CheckKey(key);
        if (value.Length > ClusterErrors.MaxValueLength)
        {
            throw Refused(key, $"The value of '{key}' is longer than {ClusterErrors.MaxValueLength} characters.");
        }

        if (config.GetScope(key) == ConfigScope.Node)
        {
            return committer.SetLocal(key, value, caller);
        }

        if (ClusterSettings.IsSecret(key))
        {
            throw Refused(key, $"'{key}' is not sent over the link that it protects. Write it into the configuration files of both nodes and restart them.");
        }

        if (stateMachine.GetCurrentState() == NodeState.Primary)
        {
            return await committer.CommitAsync(key, value, caller, cancellationToken);
        }

        // What is wrong with it is said at once, not by way of the other node.
        config.Validate(key, value);
        var body = PeerJson.Write(new SetConfigCall(key, value, caller.Remote), PeerJson.Default.SetConfigCall);
        return forwarder.ReadText(await forwarder.ToPrimaryAsync(PeerMethods.SetConfig, body, $"change the shared setting '{key}'", caller, cancellationToken));
    }

    private static void CheckKey(string key)
    {
        if (key.Length is 0 or > ClusterErrors.MaxNameLength)
        {
            throw new HamgmException(
                ErrorKind.Configuration, ErrorCodes.BadRequest, ClusterErrors.Bound(key),
                $"A key has 1 to {ClusterErrors.MaxNameLength} characters.");
        }
    }

    private static HamgmException Refused(string key, string message) => new(ErrorKind.Configuration, ErrorCodes.BadRequest, key, message);
}
