using System.Globalization;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.StateMachine;
using HAMgm.Logic.Sync.Files;

namespace HAMgm.Logic.Sync.Runs;

/// <summary>
/// The highest term in which any node is known to have been PRIMARY, on the disk. What comes from a PRIMARY of a lower one is stale, and
/// never lands. A bid that failed does not count: nobody was PRIMARY in it. Thread-safe.
/// </summary>
internal sealed class TermBook
{
    private readonly IStateMachine _stateMachine;
    private readonly string _path;
    private readonly Lock _lock = new();
    private long _highest;

    public TermBook(IStateMachine stateMachine, string folder)
    {
        _stateMachine = stateMachine;
        _path = Path.Combine(folder, "term");
        if (File.Exists(_path) && long.TryParse(File.ReadAllText(_path), CultureInfo.InvariantCulture, out var noted))
        {
            _highest = noted;
        }
    }

    /// <summary>This node's state, and the highest term known now.</summary>
    public (NodeState State, long OwnTerm, long Highest) Look()
    {
        var status = _stateMachine.GetNodeStatus();
        var seen = status.PeerState == NodeState.Primary ? status.PeerTerm.Value : 0;
        if (status.State == NodeState.Primary)
        {
            seen = Math.Max(seen, status.Term.Value);
        }

        return (status.State, status.Term.Value, Note(seen));
    }

    /// <summary>Notes a term in which somebody is PRIMARY; on the disk when this returns.</summary>
    /// <returns>The highest one.</returns>
    public long Note(long term)
    {
        lock (_lock)
        {
            if (term > _highest)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
                var draft = _path + ".new";
                File.WriteAllText(draft, term.ToString(CultureInfo.InvariantCulture));
                NativeFiles.Sync(draft);
                NativeFiles.Rename(draft, _path);
                _highest = term;
            }

            return _highest;
        }
    }
}
