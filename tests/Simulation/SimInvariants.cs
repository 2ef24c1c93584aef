using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Policy;

namespace HAMgm.Simulation.Tests;

/// <summary>What must hold after each event, whatever has happened.</summary>
public sealed class SimInvariants(SimWorld world)
{
    private readonly Dictionary<Epoch, (int Node, ulong Life)> _promotions = [];
    private MonotonicTime _excusedAt = MonotonicTime.Never;
    private MonotonicTime _twoSince = MonotonicTime.Never;

    /// <summary>The longest spell with two holders: nothing but a weak configuration has any.</summary>
    public TimeSpan LongestTwoHolders { get; private set; }

    /// <summary>The longest time with two holders after the weakness's circumstances had ended.</summary>
    public TimeSpan LongestTwoHoldersAfterwards { get; private set; }

    /// <summary>When there last was not exactly one holder.</summary>
    public MonotonicTime NotOneAt { get; private set; }

    /// <summary>Moves of the VIP.</summary>
    public SimMoves Moves { get; } = new();

    /// <summary>An address was bound: a term belongs to one promotion of one node for ever.</summary>
    public void NoteBound(SimNode node, Epoch term)
    {
        Moves.Note(node.Index, world.Now);
        if (_promotions.TryGetValue(term, out var was))
        {
            if (was != (node.Index, node.Life))
            {
                world.Fail($"term {term} was bound by node {was.Node} in its life {was.Life}, and again by node {node.Index} in life {node.Life}");
            }

            return;
        }

        _promotions[term] = (node.Index, node.Life);
    }

    /// <summary>R14: the next process goes on with the promotion of the one before it.</summary>
    public void NoteAdopted(SimNode node, Epoch term)
    {
        if (_promotions.TryGetValue(term, out var was) && was.Node == node.Index)
        {
            _promotions[term] = (node.Index, node.Life);
        }
        else
        {
            world.Fail($"node {node.Index} took up an address of term {term} that it has not bound");
        }
    }

    /// <summary>A role changes by rules alone, and each of them says so: hooks and whoever watches hang on it.</summary>
    public void CheckTransitions(SimNode node, NodeState before, ReadOnlySpan<CoreAction> actions)
    {
        var told = before;
        foreach (ref readonly var action in actions)
        {
            if (action.Kind != ActionKind.Transition)
            {
                continue;
            }

            if (action.From != told)
            {
                world.Fail($"node {node.Index} was {told}, and {action.Rule!.Id} moved it from {action.From}");
            }

            told = action.To;
        }

        if (node.State.Role != told)
        {
            world.Fail($"node {node.Index} is {node.State.Role}, and no transition says so: {told} it was last");
        }
    }

    public void Check()
    {
        CheckHolders();
        foreach (var node in world.Nodes)
        {
            CheckTerms(node);
            CheckIsolation(node);
        }
    }

    /// <summary>At most one node's address is bound and answers.</summary>
    private void CheckHolders()
    {
        var weakness = world.Options.Weakness;
        if (weakness is not null && weakness.Excuses(world))
        {
            _excusedAt = world.Now;
        }

        var (first, second) = (world.Nodes[0].Answers, world.Nodes[1].Answers);
        if (first == second)
        {
            NotOneAt = world.Now;
        }

        if (!first || !second)
        {
            _twoSince = MonotonicTime.Never;
            return;
        }

        _twoSince = _twoSince == MonotonicTime.Never ? world.Now : _twoSince;
        // One tick, so that a spell that ends with the event that shows it is a spell all the same.
        var spell = world.Now - _twoSince + TimeSpan.FromTicks(1);
        if (weakness is null || _excusedAt == MonotonicTime.Never || world.Now - _excusedAt > weakness.Afterwards)
        {
            world.Fail($"two holders (terms {world.Nodes[0].State.Term} and {world.Nodes[1].State.Term})");
        }
        else if (spell > weakness.Longest)
        {
            world.Fail($"two holders for {spell.TotalMilliseconds:F1} ms: longer than {weakness.Name} explains");
        }

        LongestTwoHolders = Longer(LongestTwoHolders, spell);
        LongestTwoHoldersAfterwards = Longer(LongestTwoHoldersAfterwards, world.Now - MonotonicTime.Max(_excusedAt, _twoSince));
    }

    /// <summary>Terms and votes never go back: on the disk for ever, in a service's memory for its life.</summary>
    private void CheckTerms(SimNode node)
    {
        if (node.Disk.HighestTerm < node.HighestOnDisk || node.Disk.VotedTerm < node.VotedOnDisk)
        {
            world.Fail($"a term or vote of node {node.Index} went back on its disk");
        }

        node.HighestOnDisk = node.Disk.HighestTerm;
        node.VotedOnDisk = node.Disk.VotedTerm;
        ref readonly var now = ref node.State;
        if (node.Seen.Life == node.Life && (now.Term < node.Seen.Term || now.Durable.HighestTerm < node.Seen.Highest || now.Durable.VotedTerm < node.Seen.Voted))
        {
            world.Fail($"a term or vote of node {node.Index} went back in its memory");
        }

        node.Seen = (node.Life, now.Term, now.Durable.HighestTerm, now.Durable.VotedTerm);
    }

    /// <summary>An isolated holder has released within T of its last contact with anybody.</summary>
    private void CheckIsolation(SimNode node)
    {
        // The margin of drift: 0.1 % of T. A machine that stands still does not answer, and begins to count when it goes on.
        if (!node.Answers || node.Policy.IsSingle || !world.Options.HasGate || world.Now < node.WordUntil
            || world.Now - MonotonicTime.Max(node.LastContactAt, node.ResumedAt) <= node.LongestTimeout * 1.002)
        {
            return;
        }

        // R18: witness none, and the right to hold alone.
        var mayHoldAlone = node.Policy.Witness == WitnessKind.None
            && (node.Policy.KeepWhenIsolated || node.State.MayHoldAlone || node.State.HoldsUntilGranted || node.State.Durable.PeerSaidGoodbye);
        if (!mayHoldAlone)
        {
            world.Fail($"node {node.Index} holds {(world.Now - node.LastContactAt).TotalMilliseconds:F2} ms after its last contact with anybody");
        }
    }

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
