using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;
using HAMgm.Logic.Sync.Manifests;
using HAMgm.Logic.Sync.Peer;
using HAMgm.Logic.Sync.Runs;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync;

/// <content>Orders, on whichever node they must be carried out, and what the peer asks.</content>
internal sealed partial class SyncEngine
{
    /// <summary>Carries an order out, or has the peer do so.</summary>
    /// <exception cref="SyncFailedException">Nothing is in step.</exception>
    public async Task<IReadOnlyList<SyncRun>> RunAsync(SyncOrder order, CancellationToken cancellationToken)
    {
        var primary = IsPrimary ? _settings.NodeId : _stateMachine.GetNodeStatus().PeerState == NodeState.Primary ? _settings.PeerId
            : throw Refused(order, ErrorCodes.Unavailable, "No node is PRIMARY: there is nothing to fetch from.");
        if (order.TargetNodeId == primary)
        {
            throw Refused(order, ErrorCodes.Conflict, $"'{primary}' is PRIMARY: files go from it to the other node. Name the STANDBY as the target, or nobody.");
        }

        RequireNotPaused(order);
        var plan = Split(order);
        if (!IsPrimary)
        {
            var runs = new List<SyncRun>();
            foreach (var (set, files) in plan)
            {
                runs.Add(await _runner.RunAsync(new RunOrder(set, "order", order.Force, files, order.UpgradeId), cancellationToken));
                Defer(set);
            }

            return runs;
        }

        try
        {
            var reply = await _calls.AskAsync(
                new SyncCall { Op = SyncCall.Pull, Order = order }, (_settings.Timeout * plan.Count) + ShortAnswer, cancellationToken);
            return reply.Runs ?? [];
        }
        catch (SyncPeerException silent)
        {
            throw new SyncFailedException(
                order.Kind, ErrorCodes.Unavailable, $"The STANDBY '{_settings.PeerId}', which fetches the files, did not do so: {silent.Message}", NamesOf(order), silent);
        }
    }

    /// <summary>Hashes each set of a kind on both nodes.</summary>
    /// <exception cref="SyncFailedException">The peer is not reachable.</exception>
    public async Task<IReadOnlyList<SyncComparison>> CompareAsync(SyncKind kind, CancellationToken cancellationToken)
    {
        var comparisons = new List<SyncComparison>();
        foreach (var set in _settings.Sets.Where(set => set.IsOf(kind)))
        {
            Manifest there;
            try
            {
                var reply = await _calls.AskAsync(
                    new SyncCall { Op = SyncCall.Manifest, Set = set.Name, Fingerprint = set.Fingerprint }, _settings.Timeout, cancellationToken);
                there = new Manifest(reply.Entries ?? []);
            }
            catch (SyncPeerException silent)
            {
                throw new SyncFailedException(set.Kind, ErrorCodes.Unavailable, $"'{_settings.PeerId}' could not be compared with: {silent.Message}", [set.Name], silent);
            }

            var here = await _desk.ScanAsync(set, cancellationToken);
            comparisons.Add(IsPrimary ? Compare(set, here, there) : Compare(set, there, here));
        }

        return comparisons;
    }

    /// <summary>The files of some sets here, hashed.</summary>
    public async Task<IReadOnlyList<SyncSetFile>> ListFilesAsync(IReadOnlyCollection<SyncKind> kinds, CancellationToken cancellationToken)
    {
        var files = new List<SyncSetFile>();
        foreach (var set in _settings.Sets.Where(set => kinds.Contains(set.Kind)))
        {
            files.AddRange((await _desk.ScanAsync(set, cancellationToken)).Entries
                .Where(entry => entry.Kind is Files.FileKind.Regular or Files.FileKind.Link)
                .Select(entry => new SyncSetFile(set.Name, set.Kind, entry.Path, set.PlaceOf(entry.Path), entry.Kind == Files.FileKind.Link, entry.Content)));
        }

        return files;
    }

    private static SyncComparison Compare(SyncSet set, Manifest primary, Manifest standby)
    {
        bool IsMeant(string path) => set.Delete || primary.Find(path) is not null;
        var paths = primary.Entries.Concat(standby.Entries).Where(entry => entry.Kind != Files.FileKind.Directory && IsMeant(entry.Path)).Select(entry => entry.Path).Distinct();
        return new SyncComparison(
            set.Name, primary.Checksum(), standby.ChecksumOver(IsMeant),
            [.. paths.Where(path => primary.Find(path)?.Identity != standby.Find(path)?.Identity).Take(1000)]);
    }

    private async Task<SyncReply?> AnswerAsync(PeerConnection connection, SyncCall call, CancellationToken cancellationToken)
    {
        switch (call.Op)
        {
            case SyncCall.Begin:
                return await _desk.BeginAsync(connection, call, cancellationToken);
            case SyncCall.Confirm:
                return _desk.Confirm(call);
            case SyncCall.Done:
                return await _desk.DoneAsync(call);
            case SyncCall.Manifest:
                return await _desk.ManifestAsync(connection, call, cancellationToken);
            case SyncCall.Tunnel:
                await _desk.TunnelAsync(connection, call, cancellationToken);
                return null;
            case SyncCall.Changed:
                if (_settings.Sets.FirstOrDefault(set => set.Name == call.Set) is { } changed)
                {
                    Hurry(changed, "change");
                }

                return new SyncReply();
            case SyncCall.Pull when call.Order is { } order && !IsPrimary:
                return new SyncReply { Runs = await RunAsync(order, cancellationToken) };
            case SyncCall.Status:
                return new SyncReply { ServiceStatus = GetStatus() };
            case SyncCall.Pause or SyncCall.Resume:
                await SetPausedHereAsync(call.Reason, call.Op == SyncCall.Pause, cancellationToken);
                return new SyncReply { ServiceStatus = GetStatus() };
            case SyncCall.Record when call is { RecordId: { } id, ServiceStatus: { } status }:
                await _book.AddStatusAsync(id, status, cancellationToken);
                return new SyncReply();
            default:
                return new SyncReply { ErrorCode = ErrorCodes.BadRequest, Error = $"'{_settings.NodeId}' cannot do that now, or does not know it. Do both nodes run the same version of HAMgm?" };
        }
    }

    // Which files of the order belong to which set.
    private List<(SyncSet Set, IReadOnlyList<string> Files)> Split(SyncOrder order)
    {
        var sets = _settings.Sets.Where(set => set.IsOf(order.Kind)).ToList();
        if (sets.Count == 0)
        {
            throw Refused(order, ErrorCodes.NotFound, $"sync.sets has no set of that kind: {(_settings.Sets.Count == 0 ? "it is empty" : string.Join(", ", _settings.Sets.Select(set => $"{set.Name} ({set.Kind})")))}.");
        }

        if (order.Files.Count == 0)
        {
            return [.. sets.Select(set => (set, order.Files))];
        }

        var plan = sets
            .Select(set => (Set: set, Files: (IReadOnlyList<string>)[.. order.Files.Where(file => set.Paths.Any(path => file == path || file.StartsWith(path + "/", StringComparison.Ordinal)))]))
            .Where(pair => pair.Files.Count > 0).ToList();
        var unknown = order.Files.Except(plan.SelectMany(pair => pair.Files)).ToList();
        return unknown.Count == 0
            ? plan
            : throw new SyncFailedException(order.Kind, ErrorCodes.NotFound, $"No set of that kind has {string.Join(", ", unknown.Take(5))}: name files by their full paths.", unknown);
    }

    private void RequireNotPaused(SyncOrder order)
    {
        if (_pause.Reasons != SyncPauseReason.None)
        {
            throw Refused(order, ErrorCodes.Conflict, $"Synchronising is paused ({_pause.Reasons.ToString().ToUpperInvariant()}): 'hamgm-cli sync resume' lifts MANUAL; an upgrade lifts UPGRADE itself.");
        }
    }

    private SyncFailedException Refused(SyncOrder order, int code, string message) => new(order.Kind, code, message, NamesOf(order));

    private List<string> NamesOf(SyncOrder order) =>
        order.Files.Count > 0 ? [.. order.Files] : [.. _settings.Sets.Where(set => set.IsOf(order.Kind)).Select(set => set.Name)];
}
