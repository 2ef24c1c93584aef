using System.Globalization;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Management.Cluster;

/// <summary>Reads and sets settings, wherever they are to be set.</summary>
internal sealed class ConfigCommands(
    IConfigManager config, IStateMachine stateMachine, ConfigCommitter committer, ConfigVersions versions, Forwarder forwarder)
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
    public string Mask(string key, string value) => committer.Mask(key, value);

    /// <summary>Sets a value: a node's own one here, a shared one at the PRIMARY.</summary>
    public async Task<string> SetAsync(string key, string value, CallerIdentity caller, CancellationToken cancellationToken)
    {
        CheckKey(key);
        if (value.Length > ClusterErrors.MaxValueLength)
        {
            throw Refused(key, $"The value of '{key}' is longer than {ClusterErrors.MaxValueLength} characters.");
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal) { [key] = value };
        if (config.GetScope(key) == ConfigScope.Node)
        {
            return committer.SetLocal(values, caller);
        }

        committer.RequireSendable(key, value);
        if (stateMachine.GetCurrentState() == NodeState.Primary)
        {
            return await committer.CommitAsync(values, caller, "", cancellationToken);
        }

        // What is wrong with it is said at once, not by way of the other node.
        config.Validate(key, value);
        var body = PeerJson.Write(new SetConfigCall(key, value, caller.Remote), PeerJson.Default.SetConfigCall);
        return forwarder.ReadText(await forwarder.ToPrimaryAsync(PeerMethods.SetConfig, body, $"change the shared setting '{key}'", caller, cancellationToken));
    }

    /// <summary>Brings what was edited in the file into force: shared settings by way of the PRIMARY, with which this node's own ones go.</summary>
    public async Task<string> TakeFileAsync(IReadOnlyDictionary<string, string> values, CallerIdentity caller, CancellationToken cancellationToken)
    {
        const string Note = "edited in the file";
        var shared = values.Where(pair => config.GetScope(pair.Key) == ConfigScope.Shared).ToDictionary(StringComparer.Ordinal);
        if (shared.Count == 0)
        {
            return committer.SetLocal(values, caller, Note);
        }

        foreach (var (key, value) in shared)
        {
            committer.RequireSendable(key, value);
        }

        config.ValidateAll(values);
        if (stateMachine.GetCurrentState() == NodeState.Primary)
        {
            return await committer.CommitAsync(shared, caller, Note, cancellationToken);
        }

        var body = PeerJson.Write(new SetSettingsCall(shared, Note, caller.Remote), PeerJson.Default.SetSettingsCall);
        return forwarder.ReadText(await forwarder.ToPrimaryAsync(PeerMethods.SetSettings, body, "change shared settings", caller, cancellationToken));
    }

    /// <summary>Goes back to a version, at the PRIMARY.</summary>
    public async Task<string> RollBackAsync(long version, CallerIdentity caller, CancellationToken cancellationToken)
    {
        if (version < 0)
        {
            throw Refused(version.ToString(CultureInfo.InvariantCulture), "A version is a whole number from 0.");
        }

        if (stateMachine.GetCurrentState() == NodeState.Primary)
        {
            return await versions.RollBackHereAsync(version, caller, cancellationToken);
        }

        var body = PeerJson.Write(new RollbackCall(version, caller.Remote), PeerJson.Default.RollbackCall);
        return forwarder.ReadText(await forwarder.ToPrimaryAsync(PeerMethods.Rollback, body, "roll shared settings back", caller, cancellationToken));
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
