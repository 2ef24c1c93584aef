using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Installing;
using HAMgm.Logic.Upgrade.Machine;
using HAMgm.Logic.Upgrade.Peer;

namespace HAMgm.Logic.Upgrade.Acts;

/// <summary>The acts of the coordinating node: upon rsync, upon itself, and through the peer's coordinator upon the other node.</summary>
/// <param name="settings">The settings.</param>
/// <param name="sync">The acts upon rsync.</param>
/// <param name="here">This node.</param>
/// <param name="peer">The other one.</param>
/// <param name="platform">The pair; null while management.cluster does not run.</param>
/// <param name="poll">How often something that takes its time is looked at.</param>
/// <param name="time">The clock of the deadlines.</param>
internal sealed class UpgradeActs(
    UpgradeSettings settings, SyncActs sync, LocalNode here, PeerDesk peer, Func<IUpgradePlatform?> platform, TimeSpan poll, TimeProvider time) : IUpgradeActs
{
    // Hashing and copying the configuration of a node.
    private static readonly TimeSpan FilesTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShortTimeout = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<ActOutcome> RunAsync(UpgradeAct act, UpgradeRecord upgrade, CancellationToken cancellationToken)
    {
        try
        {
            return act switch
            {
                UpgradeAct.PauseSync => await sync.PauseAsync(cancellationToken),
                UpgradeAct.BackUp => await OnBothAsync(UpgradeCall.BackUp, upgrade, cancellationToken),
                UpgradeAct.InstallFirst => await InstallAsync(upgrade, upgrade.FirstNodeId, cancellationToken),
                UpgradeAct.CheckFirst => await CheckAsync(upgrade, [upgrade.FirstNodeId], settings.CheckTimeout, cancellationToken),
                UpgradeAct.HandOver => await HandOverAsync(upgrade, cancellationToken),
                UpgradeAct.InstallSecond => await InstallAsync(upgrade, upgrade.SecondNodeId, cancellationToken),
                UpgradeAct.CheckSecond => await CheckAsync(upgrade, [upgrade.SecondNodeId], settings.CheckTimeout, cancellationToken),
                UpgradeAct.Verify => await CheckAsync(
                    upgrade, [upgrade.FirstNodeId, upgrade.SecondNodeId], upgrade.Mode == UpgradeMode.Rolling ? settings.CheckTimeout : ShortTimeout, cancellationToken),
                UpgradeAct.FindConflicts => await sync.FindConflictsAsync(upgrade.Force, stop => ChangesAsync(upgrade, stop), cancellationToken),
                UpgradeAct.ResumeSync => await sync.ResumeAsync(alone: upgrade.Force, cancellationToken),
                UpgradeAct.RunSync => await sync.SyncAsync(upgrade, settings.SyncTimeout, cancellationToken),
                UpgradeAct.Compare => await sync.CompareAsync(RestOfSyncTimeout(upgrade), cancellationToken),
                UpgradeAct.Restore => await OnBothAsync(UpgradeCall.Restore, upgrade, cancellationToken),
                _ => throw new ArgumentOutOfRangeException(nameof(act)),
            };
        }
        catch (Exception refused) when (refused is HamgmException or IOException or UnauthorizedAccessException)
        {
            return ActOutcome.Failed(refused.Message);
        }
    }

    // spec/3: two minutes for both. A comparison that begins late gets a little time all the same.
    private TimeSpan RestOfSyncTimeout(UpgradeRecord upgrade)
    {
        var begun = upgrade.Steps.LastOrDefault(step => step.Name == PhaseTable.Find(UpgradePhase.Syncing)!.Step)?.StartUnixMs ?? 0;
        var rest = settings.SyncTimeout - TimeSpan.FromMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds() - begun);
        return rest > ShortTimeout ? rest : ShortTimeout;
    }

    private async Task<ActOutcome> OnBothAsync(string op, UpgradeRecord upgrade, CancellationToken cancellationToken)
    {
        var call = new UpgradeCall { Op = op, State = upgrade };
        var mine = await here.AnswerAsync(call, cancellationToken);
        UpgradeReply theirs;
        try
        {
            theirs = await peer.AskPatientlyAsync(call, FilesTimeout, cancellationToken);
        }
        catch (HamgmException silent) when (upgrade.Force && silent.Kind == ErrorKind.ServiceUnavailable)
        {
            return ActOutcome.Done($"'{settings.NodeId}': {mine.Detail}; '{settings.PeerId}' was left out by --force: {silent.Message}");
        }
        catch (HamgmException silent)
        {
            return ActOutcome.Failed($"'{settings.PeerId}' could not do it: {silent.Message}");
        }

        return mine.Outcome == "skipped" && theirs.Outcome == "skipped"
            ? ActOutcome.Skipped(mine.Detail)
            : ActOutcome.Done($"'{settings.NodeId}': {mine.Detail}; '{settings.PeerId}': {theirs.Detail}");
    }

    private async Task<ConfigurationChanges> ChangesAsync(UpgradeRecord upgrade, CancellationToken cancellationToken)
    {
        var primary = Pair().PrimaryNodeId;
        if (primary.Length == 0)
        {
            throw new HamgmException(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, "PRIMARY", "no node is PRIMARY, so it is not known which files would be overwritten. Complete when there is one.");
        }

        var call = new UpgradeCall { Op = UpgradeCall.Changes, State = upgrade };
        var mine = await here.AnswerAsync(call, cancellationToken);
        var theirs = await peer.AskPatientlyAsync(call, FilesTimeout, cancellationToken);
        var (onPrimary, onStandby) = primary == settings.NodeId ? (mine.Paths, theirs.Paths) : (theirs.Paths, mine.Paths);
        return new ConfigurationChanges(onStandby, primary == upgrade.SecondNodeId ? null : onPrimary);
    }

    private async Task<ActOutcome> InstallAsync(UpgradeRecord upgrade, string nodeId, CancellationToken cancellationToken)
    {
        var call = new UpgradeCall { Op = UpgradeCall.Install, State = upgrade };
        var begun = time.GetTimestamp();
        var longest = settings.HookTimeout + settings.CheckTimeout;
        while (true)
        {
            var last = "";
            try
            {
                var reply = await AskAsync(nodeId, call, cancellationToken);
                switch (reply.Outcome)
                {
                    case "done":
                        return ActOutcome.Done(reply.Detail);
                    case "failed":
                        return ActOutcome.Failed($"'{nodeId}' was not upgraded: {reply.Detail}");
                    default:
                        last = reply.Detail;
                        break;
                }
            }
            catch (HamgmException silent) when (silent.Kind == ErrorKind.ServiceUnavailable)
            {
                // It is being replaced, or is busy with its hook.
                last = silent.Message;
            }

            if (time.GetElapsedTime(begun) > longest)
            {
                return ActOutcome.Failed($"'{nodeId}' was not done within {longest.TotalSeconds:F0} s (upgrade.hook_timeout and upgrade.check_timeout): {last} See its log, then complete.");
            }

            await Task.Delay(poll, time, cancellationToken);
        }
    }

    private async Task<ActOutcome> CheckAsync(UpgradeRecord upgrade, IReadOnlyList<string> nodeIds, TimeSpan longest, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            var wrong = new List<string>();
            foreach (var nodeId in nodeIds)
            {
                if (await FindFaultAsync(upgrade, nodeId, cancellationToken) is { } fault)
                {
                    wrong.Add(fault);
                }
            }

            if (wrong.Count == 0)
            {
                return ActOutcome.Done($"version {upgrade.ToVersion}, healthy: {string.Join(" and ", nodeIds.Select(id => $"'{id}'"))}");
            }

            if (time.GetElapsedTime(begun) >= longest)
            {
                return ActOutcome.Failed($"{string.Join(" ", wrong)} Mend that, then complete; or roll back.");
            }

            await Task.Delay(poll, time, cancellationToken);
        }
    }

    private Task<UpgradeReply> AskAsync(string nodeId, UpgradeCall call, CancellationToken cancellationToken) =>
        nodeId == settings.NodeId ? here.AnswerAsync(call, cancellationToken) : peer.AskAsync(call, ShortTimeout, cancellationToken);

    private async Task<string?> FindFaultAsync(UpgradeRecord upgrade, string nodeId, CancellationToken cancellationToken)
    {
        string version;
        try
        {
            version = (await AskAsync(nodeId, new UpgradeCall { Op = UpgradeCall.About }, cancellationToken)).Version;
        }
        catch (HamgmException silent)
        {
            return $"'{nodeId}' does not answer: {silent.Message}";
        }

        if (!VersionText.IsSame(version, upgrade.ToVersion))
        {
            return $"'{nodeId}' runs version {version}, not {upgrade.ToVersion}.";
        }

        return Pair().Nodes.FirstOrDefault(node => node.NodeId == nodeId) switch
        {
            null => $"'{nodeId}' is not known to the pair.",
            { State: not (NodeState.Primary or NodeState.Standby) } node => $"'{nodeId}' is {node.State.ToString().ToUpperInvariant()}.",
            { IsHealthy: false } node => $"'{nodeId}' is not healthy: {node.HealthDetails}.",
            _ => null,
        };
    }

    private async Task<ActOutcome> HandOverAsync(UpgradeRecord upgrade, CancellationToken cancellationToken)
    {
        if (Pair().PrimaryNodeId == upgrade.FirstNodeId)
        {
            return ActOutcome.Skipped($"'{upgrade.FirstNodeId}' is PRIMARY already");
        }

        await platform()!.SwitchAsync(upgrade.StartedBy, cancellationToken);
        var begun = time.GetTimestamp();
        while (Pair().PrimaryNodeId != upgrade.FirstNodeId)
        {
            if (time.GetElapsedTime(begun) > settings.CheckTimeout)
            {
                return ActOutcome.Failed($"'{upgrade.FirstNodeId}' did not become PRIMARY. See 'hamgm-cli cluster status', then complete.");
            }

            await Task.Delay(poll, time, cancellationToken);
        }

        return ActOutcome.Done($"'{upgrade.FirstNodeId}' is PRIMARY");
    }

    private ClusterView Pair() => (platform() ?? throw UpgradeErrors.NotConnected()).GetCluster();
}
