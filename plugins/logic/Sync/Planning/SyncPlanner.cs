using HAMgm.Logic.Sync.Files;
using HAMgm.Logic.Sync.Manifests;

namespace HAMgm.Logic.Sync.Planning;

/// <summary>
/// Compares three states of a set (source, target, what both last had in common) and says what to do. Pure. The rules, for a path whose
/// content differs: changed at the source only → taken over; changed at the target only → taken over, and a copy of the target's kept;
/// changed on both → a conflict, left as it is unless forced, and then a copy is kept. Never had in common: a conflict, or with no common
/// state at all (the first synchronisation) taken over with a copy.
/// </summary>
internal sealed class SyncPlanner(bool delete, bool force, IReadOnlyCollection<string> only, string owner, int? mode, bool setsOwner)
{
    private readonly HashSet<string> _only = new(only, StringComparer.Ordinal);
    private readonly List<ManifestEntry> _folders = [];
    private readonly List<ManifestEntry> _fetch = [];
    private readonly List<ManifestEntry> _links = [];
    private readonly List<ManifestEntry> _attributes = [];
    private readonly List<ManifestEntry> _deletions = [];
    private readonly List<string> _conflicts = [];
    private readonly HashSet<string> _keep = new(StringComparer.Ordinal);

    // Directories at the source that are something else here: through a link, what lies below them would land elsewhere.
    private readonly List<string> _blocked = [];

    public SyncPlan Plan(Manifest source, Manifest target, CommonBase? common)
    {
        foreach (var from in source.Entries)
        {
            var wanted = Wanted(from);
            var here = target.Find(from.Path);
            if (from.Kind == FileKind.Directory)
            {
                PlanFolder(wanted, here);
            }
            else if (IsMeant(from.Path))
            {
                PlanFile(wanted, here, common);
            }
        }

        if (delete)
        {
            foreach (var here in target.Entries.Reverse())
            {
                if (source.Find(here.Path) is null && IsMeant(here.Path))
                {
                    PlanDeletion(here, common);
                }
            }
        }

        return new SyncPlan(_folders, _fetch, _links, _attributes, _deletions, _conflicts, _keep);
    }

    private void PlanFolder(ManifestEntry wanted, ManifestEntry? here)
    {
        if (IsBlocked(wanted.Path))
        {
            // Made through the link it would get mode and owner in somebody else's directory.
            if (IsMeant(wanted.Path))
            {
                _conflicts.Add(wanted.Path);
            }

            return;
        }

        if (here is null || (here.Kind == FileKind.Directory && _only.Count == 0 && HasOtherAttributes(wanted, here)))
        {
            // Named files need the directories that they lie in, and no others.
            if (_only.Count == 0 || _only.Any(path => path.StartsWith(wanted.Path + "/", StringComparison.Ordinal)))
            {
                _folders.Add(wanted);
            }
        }
        else if (here.Kind != FileKind.Directory)
        {
            _blocked.Add(wanted.Path + "/");
            if (IsMeant(wanted.Path))
            {
                _conflicts.Add(wanted.Path);
            }
        }
    }

    private void PlanFile(ManifestEntry wanted, ManifestEntry? here, CommonBase? common)
    {
        if (IsBlocked(wanted.Path))
        {
            _conflicts.Add(wanted.Path);
            return;
        }

        if (here is null)
        {
            Take(wanted);
            return;
        }

        if (here.Identity == wanted.Identity)
        {
            if (wanted.Kind == FileKind.Regular && HasOtherAttributes(wanted, here))
            {
                _attributes.Add(wanted);
            }

            return;
        }

        var last = common?.Find(wanted.Path);
        var changedHere = here.Identity != last;
        var changedThere = wanted.Identity != last;
        if (here.Kind == FileKind.Directory || (common is not null && changedHere && changedThere && !force))
        {
            _conflicts.Add(wanted.Path);
            return;
        }

        if (changedHere)
        {
            _keep.Add(wanted.Path);
        }

        Take(wanted);
    }

    private void PlanDeletion(ManifestEntry here, CommonBase? common)
    {
        if (here.Kind == FileKind.Directory)
        {
            _deletions.Add(here);
            return;
        }

        var last = common?.Find(here.Path);
        if (last is not null && last != here.Identity && !force)
        {
            _conflicts.Add(here.Path);
            return;
        }

        if (last != here.Identity)
        {
            _keep.Add(here.Path);
        }

        _deletions.Add(here);
    }

    private void Take(ManifestEntry wanted) => (wanted.Kind == FileKind.Link ? _links : _fetch).Add(wanted);

    private bool IsBlocked(string path) => _blocked.Exists(folder => path.StartsWith(folder, StringComparison.Ordinal));

    private bool IsMeant(string path) => _only.Count == 0 || _only.Contains(path);

    private ManifestEntry Wanted(ManifestEntry source)
    {
        var wanted = mode is { } bits && source.Kind == FileKind.Regular ? source with { Mode = bits } : source;
        if (owner.Length == 0)
        {
            return wanted;
        }

        var names = owner.Split(':');
        return wanted with { User = names[0], Group = names.Length > 1 ? names[1] : wanted.Group };
    }

    private bool HasOtherAttributes(ManifestEntry wanted, ManifestEntry here) =>
        wanted.Mode != here.Mode || (setsOwner && (wanted.User != here.User || wanted.Group != here.Group));
}
