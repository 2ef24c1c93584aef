using System.Globalization;
using HAMgm.Contracts.Management;
using Idl = HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>Block "config" of the IDL: the history of the settings.</summary>
public sealed partial class HamgmHandler
{
    private const int MaxVersions = 1000;

    /// <inheritdoc/>
    public Task<Idl.ConfigHistoryResponse> GetConfigHistory(string configKey, int limit, bool nodeLocal, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetConfigHistory), () => Task.FromResult(new Idl.ConfigHistoryResponse(Ok("History of the settings."))
        {
            Versions = [.. cluster.GetConfigHistory(Key(configKey), Math.Clamp(limit, 1, MaxVersions), nodeLocal).Select(ToIdl)],
            CurrentVersion = config.Version,
        }));

    /// <inheritdoc/>
    public Task<Idl.ConfigDiffResponse> DiffConfig(long fromVersion, long toVersion, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(DiffConfig), () => Task.FromResult(new Idl.ConfigDiffResponse(Ok("Difference of two versions."))
        {
            Differences = [.. cluster.DiffConfig(fromVersion, toVersion < 0 ? null : toVersion).Select(ToIdl)],
            OldName = fromVersion.ToString(CultureInfo.InvariantCulture),
            NewName = (toVersion < 0 ? config.Version : toVersion).ToString(CultureInfo.InvariantCulture),
        }));

    /// <inheritdoc/>
    public Task<Idl.ConfigDiffResponse> DiffConfigWithPeer(CancellationToken cancellationToken = default) =>
        RunAsync(nameof(DiffConfigWithPeer), async () => new Idl.ConfigDiffResponse(Ok("Difference of the nodes."))
        {
            Differences = [.. (await cluster.DiffConfigWithPeerAsync(cancellationToken)).Select(ToIdl)],
            OldName = SelfId,
            NewName = config.GetString("peer.id"),
        });

    /// <inheritdoc/>
    public Task<Idl.ConfigHistoryResponse> RollbackConfig(long version, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(RollbackConfig), async () =>
        {
            var text = await cluster.RollBackConfigAsync(version, caller, cancellationToken);
            return new Idl.ConfigHistoryResponse(Ok(text))
            {
                Versions = [.. cluster.GetConfigHistory("", 1, nodeLocal: false).Select(ToIdl)],
                CurrentVersion = config.Version,
            };
        });

    private static Idl.ConfigVersion ToIdl(ConfigVersionInfo version)
    {
        var idl = new Idl.ConfigVersion(
            version.Version, version.Term, version.NodeId, version.AtUnixMs, version.Who, [.. version.Changes.Select(ToIdl)], version.IsSuperseded) { Source = version.From };
        if (version.Note.Length > 0)
        {
            idl.Note = version.Note;
        }

        return idl;
    }

    private static Idl.ConfigDifference ToIdl(ConfigDifference difference) => new(difference.Key, difference.Left, difference.Right);
}
