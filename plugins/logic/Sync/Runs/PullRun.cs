using System.Diagnostics;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Sync;
using HAMgm.Logic.Sync.Files;
using HAMgm.Logic.Sync.Manifests;
using HAMgm.Logic.Sync.Peer;
using HAMgm.Logic.Sync.Planning;
using HAMgm.Logic.Sync.Rsync;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync.Runs;

/// <summary>
/// One run of one set on the STANDBY: manifests of both sides, a plan, rsync into the staging directories, proof by SHA-256, the term once
/// more, renames. Repeated from the beginning whenever it was interrupted: what is in place already is equal, what is staged is used.
/// </summary>
internal sealed class PullRun(
    SyncSettings settings, RunOrder order, PeerDoor door, TermBook terms, Func<bool> isPaused, RunProgress progress, ILogger log, TimeProvider time)
{
    // Within the kernel's tick a write could not be told from the rename before it.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(25);

    private readonly SetFiles _files = new(settings, order.Set);
    private readonly List<SyncedFile> _touched = [];
    private readonly Dictionary<string, (FileStat Stat, string Hash)> _placed = new(StringComparer.Ordinal);
    private long _term;

    /// <summary>What was done so far; kept when the run fails.</summary>
    public IReadOnlyList<SyncedFile> Touched => _touched;

    /// <summary>The set's checksum on the PRIMARY; empty until it is known.</summary>
    public string ChecksumBefore { get; private set; } = "";

    /// <summary>The set's checksum here, over the same files; empty until it is known.</summary>
    public string ChecksumAfter { get; private set; } = "";

    /// <summary>How long rsync ran.</summary>
    public TimeSpan RsyncDuration { get; private set; }

    /// <summary>What went wrong beside single files; empty when nothing did.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Paths that still differ; null: the run broke off before anybody looked.</summary>
    public IReadOnlyList<string>? Differing { get; private set; }

    /// <summary>Does it, and tells the PRIMARY how it ended.</summary>
    /// <param name="describe">Makes the record of the run once it is over.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    public async Task RunAsync(Func<SyncRun> describe, CancellationToken cancellationToken)
    {
        RequireFence(0);
        progress.Enter("comparing");
        await using var connection = await door.ConnectAsync(cancellationToken);
        var begin = await PeerCalls.AskAsync(
            connection,
            new SyncCall { Op = SyncCall.Begin, Set = order.Set.Name, Fingerprint = order.Set.Fingerprint, Term = terms.Look().Highest }, cancellationToken);
        _term = begin.Term;
        terms.Note(_term);
        RequireFence(_term);
        var source = new Manifest(begin.Entries ?? []);
        RequireBelow(source);
        ChecksumBefore = source.Checksum();
        var cache = _files.OpenHashes();
        var scanner = new ManifestScanner(order.Set, cache, time);
        var here = scanner.Scan(cancellationToken);
        var before = _files.ReadBase();
        var planner = new SyncPlanner(
            order.Set.Delete, order.Force, order.Files, order.Set.Owner, order.Set.Mode, NativeFiles.IsRoot);
        var plan = planner.Plan(source, here, before);
        RequireKnown(source, here);
        _touched.AddRange(plan.Conflicts.Select(path => new SyncedFile(path, "conflict", source.Find(path)?.Size ?? 0, "changed on both nodes since they last agreed")));
        if (!plan.IsEmpty)
        {
            await BringOverAsync(connection, begin, source, plan, scanner.Stats, cancellationToken);
        }

        progress.Enter("checking");
        var after = await ScanAfterAsync(cache, cancellationToken);
        Conclude(source, after, before);
        await RunAfterCommandAsync(cancellationToken);
        await PeerCalls.AskAsync(
            connection,
            new SyncCall { Op = SyncCall.Done, Set = order.Set.Name, Term = _term, Run = describe(), Differing = Differing, Compared = ChecksumBefore }, cancellationToken);
    }

    private async Task BringOverAsync(
        PeerConnection connection, SyncReply begin, Manifest source, SyncPlan plan, IReadOnlyDictionary<string, FileStat> stats, CancellationToken cancellationToken)
    {
        var stagings = order.Set.Paths
            .Where(path => source.Find(path) is not null || stats.ContainsKey(path))
            .Select(path => Staging.Open(path, order.Set.PlaceOf(path), (source.Find(path)?.Kind ?? stats[path].Kind) != FileKind.Directory))
            .ToList();
        try
        {
            var staged = await StageAsync(connection, begin, plan, stagings, cancellationToken);
            new AfterCommand(settings, order.Set).MakeDue();
            var placer = new Placer(order.Set, stagings, stats, new KeptCopies(settings.Folder, order.Set.Name, time.GetUtcNow()), () => RequireFence(_term));
            placer.Prepare(staged.Keys);

            // The files are whole and proved. May they still land?
            await PeerCalls.AskAsync(connection, new SyncCall { Op = SyncCall.Confirm, Set = order.Set.Name, Term = _term }, cancellationToken);
            RequireFence(_term);
            progress.Enter("placing", staged.Count, 0);
            try
            {
                placer.Place(plan, staged.Keys, progress.Step);
            }
            finally
            {
                _touched.AddRange(placer.Files);
            }

            Remember(staged);
        }
        catch (Exception full) when (full is IOException or RsyncException && full.Message.Contains("No space left", StringComparison.Ordinal))
        {
            // Half a set must not keep the disk full.
            stagings.ForEach(staging => staging.Remove());
            throw;
        }

        stagings.ForEach(staging => staging.Remove());
    }

    // Returns the files that are staged, whole, with what the kernel knows of them.
    private async Task<Dictionary<ManifestEntry, FileStat>> StageAsync(
        PeerConnection connection, SyncReply begin, SyncPlan plan, List<Staging> stagings, CancellationToken cancellationToken)
    {
        var places = plan.Fetch.ToDictionary(entry => entry, entry => StagingOf(stagings, entry.Path));
        foreach (var staging in stagings)
        {
            staging.Tidy(places.Where(pair => pair.Value == staging).Select(pair => staging.PlaceOf(pair.Key.Path)).ToHashSet(StringComparer.Ordinal));
        }

        var staged = new Dictionary<ManifestEntry, FileStat>();
        foreach (var (entry, staging) in places)
        {
            TakeStaged(entry, staging, staged);
        }

        progress.Enter("copying", plan.Fetch.Count, staged.Count);
        var started = Stopwatch.GetTimestamp();
        try
        {
            await using var mouth = new TunnelMouth(door, order.Set.Name, log, cancellationToken);
            foreach (var staging in stagings)
            {
                var wanted = places.Where(pair => pair.Value == staging && !staged.ContainsKey(pair.Key)).Select(pair => staging.NameOf(pair.Key.Path)).ToList();
                if (wanted.Count > 0)
                {
                    await FetchAsync(mouth, connection, begin, staging, wanted, cancellationToken);
                }
            }
        }
        finally
        {
            RsyncDuration = Stopwatch.GetElapsedTime(started);
        }

        progress.Enter("checking");
        foreach (var (entry, staging) in places)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!staged.ContainsKey(entry) && !TakeStaged(entry, staging, staged))
            {
                _touched.Add(new SyncedFile(entry.Path, "failed", entry.Size, "it changed on the PRIMARY while it was fetched, or could not be read there; the next run brings it"));
            }
        }

        FileHash.Release();
        return staged;
    }

    private async Task FetchAsync(
        TunnelMouth mouth, PeerConnection connection, SyncReply begin, Staging staging, List<string> wanted, CancellationToken cancellationToken)
    {
        var module = begin.Modules is { } modules && order.Set.Paths.ToList().IndexOf(staging.Root) is var index && index < modules.Count
            ? modules[index]
            : throw new SyncPeerException("The PRIMARY named no module of rsync for this set. Do both nodes run the same version of HAMgm?");
        var basis = staging.IsFile ? Path.GetDirectoryName(staging.Place)! : staging.Place;
        try
        {
            var partly = await new RsyncFetch(settings).RunAsync(
                mouth.Port, module, wanted, basis, staging.Folder, connection.Cover(begin.Password ?? ""), progress.Step, cancellationToken);
            if (partly.Length > 0)
            {
                log.Warn("rsync could not bring everything", ("set", order.Set.Name), ("error", partly));
            }
        }
        catch (RsyncException failed) when (mouth.Problem.Length > 0)
        {
            throw new RsyncException($"{failed.Message} ({mouth.Problem})", failed.ExitCode, failed);
        }
    }

    private static bool TakeStaged(ManifestEntry entry, Staging staging, Dictionary<ManifestEntry, FileStat> staged)
    {
        var place = staging.PlaceOf(entry.Path);
        if (NativeFiles.Stat(place) is not { Kind: FileKind.Regular } stat || stat.Size != entry.Size || FileHash.Compute(place) != entry.Content)
        {
            return false;
        }

        staged.Add(entry, stat);
        return true;
    }

    private void Remember(Dictionary<ManifestEntry, FileStat> staged)
    {
        foreach (var (entry, stat) in staged)
        {
            _placed[entry.Path] = (stat, entry.Content);
        }
    }

    // What was just renamed is known by inode, size and mtime; only the ctime is new.
    private async Task<Manifest> ScanAfterAsync(HashCache cache, CancellationToken cancellationToken)
    {
        if (_placed.Count > 0)
        {
            await Task.Delay(Tick, time, cancellationToken);
            var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
            foreach (var (path, (was, hash)) in _placed)
            {
                var place = order.Set.PlaceOf(path);
                if (NativeFiles.Stat(place) is { } stat && (stat.Inode, stat.Size, stat.ModifiedNs) == (was.Inode, was.Size, was.ModifiedNs))
                {
                    cache.Add(place, stat, hash, now);
                }
            }
        }

        return new ManifestScanner(order.Set, cache, time).Scan(cancellationToken);
    }

    private void Conclude(Manifest source, Manifest after, CommonBase? before)
    {
        bool IsMeant(string path) => order.Set.Delete || source.Find(path) is not null;
        ChecksumAfter = after.ChecksumOver(IsMeant);
        Differing =
        [
            .. source.Entries.Where(entry => entry.Kind != FileKind.Directory && after.Find(entry.Path)?.Identity != entry.Identity).Select(entry => entry.Path),
            .. after.Entries.Where(entry => order.Set.Delete && entry.Kind != FileKind.Directory && source.Find(entry.Path) is null).Select(entry => entry.Path),
        ];
        CommonBase.After(source, after, before).Write(_files.BaseFile);
    }

    private async Task RunAfterCommandAsync(CancellationToken cancellationToken)
    {
        var command = new AfterCommand(settings, order.Set);
        if (command.IsDue)
        {
            var changed = _touched.Where(file => file.Action is not ("failed" or "conflict")).Select(file => order.Set.PlaceOf(file.Path)).ToList();
            Problem = await command.RunAsync(_term, changed, cancellationToken);
        }
    }

    // 0: the PRIMARY has not been asked yet.
    private void RequireFence(long term)
    {
        var (state, _, highest) = terms.Look();
        if (state is NodeState.Primary or NodeState.Candidate)
        {
            throw new FencedException($"'{settings.NodeId}' is {state.ToString().ToUpperInvariant()} now: nothing of the other node's is put in place here.");
        }

        if (isPaused())
        {
            throw new FencedException("Synchronising was paused.");
        }

        if (term != 0 && term < highest)
        {
            throw new FencedException($"The files come from a PRIMARY of term {term}, and term {highest} is known: they are stale, and were not put in place.");
        }
    }

    // What the peer says decides where this node writes: only below the set's own paths.
    private void RequireBelow(Manifest source)
    {
        foreach (var entry in source.Entries)
        {
            var isBelow = Path.GetFullPath(entry.Path) == entry.Path
                && order.Set.Paths.Any(root => entry.Path == root || entry.Path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal));
            if (!isBelow || entry.Kind is not (FileKind.Regular or FileKind.Directory or FileKind.Link) || entry.Mode is < 0 or > 0xFFF
                || (entry.Kind == FileKind.Regular && (entry.Content.Length != 64 || entry.Size < 0)))
            {
                throw new SyncPeerException($"The PRIMARY named '{entry.Path}', which is no path of the set '{order.Set.Name}'.");
            }
        }
    }

    private void RequireKnown(Manifest source, Manifest here)
    {
        var unknown = order.Files.Where(path => source.Find(path) is null && here.Find(path) is null).ToList();
        if (unknown.Count > 0)
        {
            throw new SyncFailedException(
                order.Set.Kind, ErrorCodes.NotFound, $"The set '{order.Set.Name}' has no file {string.Join(", ", unknown.Take(5))} on either node: name files by their full paths.", unknown);
        }
    }

    private static Staging StagingOf(List<Staging> stagings, string path) =>
        stagings.First(staging => path == staging.Root || path.StartsWith(staging.Root.TrimEnd('/') + "/", StringComparison.Ordinal));
}
