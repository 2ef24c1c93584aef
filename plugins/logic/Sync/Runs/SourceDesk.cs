using System.Net.Sockets;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;
using HAMgm.Logic.Sync.Manifests;
using HAMgm.Logic.Sync.Peer;
using HAMgm.Logic.Sync.Rsync;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync.Runs;

/// <summary>The PRIMARY's side of a run: what it has, access to its rsync, whether its term still stands, how it ended.</summary>
internal sealed class SourceDesk(
    SyncSettings settings, TermBook terms, Func<IRsyncService?> rsync, Func<SyncPauseReason> paused, Func<SyncRun, Task> onDone, ILogger log, TimeProvider time)
    : IDisposable
{
    // One scan at a time: they read the same hash cache.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, (string Checksum, Manifest Manifest)> _offered = new(StringComparer.Ordinal);

    public void Dispose() => _turn.Dispose();

    /// <summary>The checksum of a set as it was last offered; empty for never.</summary>
    public string ChecksumOf(string set)
    {
        lock (_offered)
        {
            return _offered.TryGetValue(set, out var offered) ? offered.Checksum : "";
        }
    }

    /// <summary>Answers <see cref="SyncCall.Begin"/>.</summary>
    /// <exception cref="SyncFailedException">This node is not PRIMARY, or paused, or the set may not cross this wire.</exception>
    public async Task<SyncReply> BeginAsync(PeerConnection connection, SyncCall call, CancellationToken cancellationToken)
    {
        var set = FindSet(call);
        var term = RequirePrimary(set.Kind, call.Term);
        RequireWire(set, connection);
        if (rsync() is not { IsRunning: true } service)
        {
            throw new SyncFailedException(set.Kind, ErrorCodes.Unavailable, $"rsync does not run on the PRIMARY '{settings.NodeId}': see 'hamgm-cli sync status'.", [set.Name]);
        }

        var manifest = await ScanAsync(set, cancellationToken);
        return new SyncReply
        {
            Term = term,
            Entries = [.. manifest.Entries],
            Modules = [.. set.Paths.Select((_, index) => RsyncModules.NameOf(set, index))],
            Password = connection.Cover(service.Password),
        };
    }

    /// <summary>Answers <see cref="SyncCall.Manifest"/>; works while paused, and whatever this node's role.</summary>
    public async Task<SyncReply> ManifestAsync(PeerConnection connection, SyncCall call, CancellationToken cancellationToken)
    {
        var set = FindSet(call);
        RequireWire(set, connection);
        return new SyncReply { Term = terms.Look().OwnTerm, Entries = [.. (await ScanAsync(set, cancellationToken)).Entries] };
    }

    /// <summary>Answers <see cref="SyncCall.Confirm"/>.</summary>
    /// <exception cref="SyncFailedException">The term is over.</exception>
    public SyncReply Confirm(SyncCall call)
    {
        var set = settings.Sets.FirstOrDefault(set => set.Name == call.Set);
        var term = RequirePrimary(set?.Kind ?? SyncKind.All, call.Term);
        return term == call.Term
            ? new SyncReply { Term = term }
            : throw new SyncFailedException(set?.Kind ?? SyncKind.All, ErrorCodes.Conflict, $"Term {call.Term} is over, it is {term} now; what was fetched was not put in place. The next run begins anew.", [call.Set ?? ""]);
    }

    /// <summary>Answers <see cref="SyncCall.Done"/>.</summary>
    public async Task<SyncReply> DoneAsync(SyncCall call)
    {
        var set = FindSet(call);
        Manifest? source = null;
        lock (_offered)
        {
            // Only the one that the run has compared with: a look in between has newer files in it, which the other node has not.
            if (_offered.TryGetValue(set.Name, out var offered) && (call.Compared is not { } compared || offered.Checksum == compared))
            {
                source = offered.Manifest;
            }
        }

        // A run that broke off says nothing of what is common: taken for "everything", it would let the other node's file land on a newer one of
        // this node after the next change of roles, without a conflict and without a copy.
        if (source is not null && call.Differing is { } paths && terms.Look().State == NodeState.Primary)
        {
            var differing = new HashSet<string>(paths, StringComparer.Ordinal);
            var files = new SetFiles(settings, set);
            CommonBase.After(source, new Manifest(source.Entries.Where(entry => !differing.Contains(entry.Path))), files.ReadBase()).Write(files.BaseFile);
        }

        if (call.Run is { } run)
        {
            await onDone(run);
        }

        return new SyncReply();
    }

    /// <summary>Answers <see cref="SyncCall.Tunnel"/>, and carries the bytes until rsync has ended.</summary>
    /// <exception cref="SyncFailedException">This node is not PRIMARY, or paused.</exception>
    public async Task TunnelAsync(PeerConnection connection, SyncCall call, CancellationToken cancellationToken)
    {
        var set = FindSet(call);
        RequirePrimary(set.Kind, 0);
        RequireWire(set, connection);
        Socket socket;
        try
        {
            socket = await TunnelRelay.ConnectToDaemonAsync(settings.RsyncPort, cancellationToken);
        }
        catch (SocketException refused)
        {
            throw new SyncFailedException(set.Kind, ErrorCodes.Unavailable, $"rsync does not answer on the PRIMARY '{settings.NodeId}': {refused.Message}.", [set.Name], refused);
        }

        using (socket)
        {
            await connection.SendAsync(new SyncReply { Term = terms.Look().OwnTerm }, SyncJson.Default.SyncReply, cancellationToken);
            await TunnelRelay.RunAsync(socket, connection, cancellationToken);
        }

        log.Debug("a tunnel for rsync ended", ("set", set.Name));
    }

    /// <summary>Looks at a set on this node now.</summary>
    public async Task<Manifest> ScanAsync(SyncSet set, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var manifest = await Task.Run(
                () => new ManifestScanner(set, new SetFiles(settings, set).OpenHashes(), time).Scan(cancellationToken), cancellationToken);
            lock (_offered)
            {
                _offered[set.Name] = (manifest.Checksum(), manifest);
            }

            return manifest;
        }
        finally
        {
            FileHash.Release();
            _turn.Release();
        }
    }

    private SyncSet FindSet(SyncCall call)
    {
        var set = settings.Sets.FirstOrDefault(set => set.Name == call.Set)
            ?? throw new SyncFailedException(SyncKind.All, ErrorCodes.NotFound, $"'{settings.NodeId}' has no set of that name in sync.sets.", [call.Set ?? ""]);
        return call.Fingerprint is null || call.Fingerprint == set.Fingerprint
            ? set
            : throw new SyncFailedException(set.Kind, ErrorCodes.Conflict, $"The two nodes mean different files by the set '{set.Name}': sync.sets has to be the same on both.", [set.Name]);
    }

    private long RequirePrimary(SyncKind kind, long known)
    {
        var (state, term, highest) = terms.Look();
        if (state != NodeState.Primary)
        {
            throw new SyncFailedException(kind, ErrorCodes.Conflict, $"'{settings.NodeId}' is not PRIMARY: files are fetched from the PRIMARY only.", []);
        }

        if (known > term || highest > term)
        {
            throw new SyncFailedException(kind, ErrorCodes.Conflict, $"'{settings.NodeId}' is PRIMARY of term {term}, and term {Math.Max(known, highest)} is known: its files are stale.", []);
        }

        return paused() == SyncPauseReason.None
            ? term
            : throw new SyncFailedException(kind, ErrorCodes.Conflict, $"Synchronising is paused on '{settings.NodeId}' ({paused().ToString().ToUpperInvariant()}): 'hamgm-cli sync resume'.", []);
    }

    private static void RequireWire(SyncSet set, PeerConnection connection)
    {
        if (!connection.IsEncrypted && (!set.Insecure || set.Kind == SyncKind.Certificate))
        {
            throw new SyncFailedException(set.Kind, ErrorCodes.Conflict, WireProblem(set), [set.Name]);
        }
    }

    /// <summary>Why a set may not cross a wire without TLS.</summary>
    public static string WireProblem(SyncSet set) => set.Kind == SyncKind.Certificate
        ? $"The set '{set.Name}' holds keys, which never cross the wire unencrypted: give both nodes certificates (thrift.tls.*, 'hamgm-cli pki init' and 'pki issue node')."
        : $"The nodes have no certificates, so the set '{set.Name}' would cross the wire unencrypted: give both nodes certificates (thrift.tls.*), or set insecure: true of the set if nothing in it is secret.";
}
