using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Policy;

namespace HAMgm.Simulation.Tests;

/// <summary>What must hold after each event, whatever has happened.</summary>
public sealed class SimInvariants(SimWorld world)
{
    private readonly Dictionary<Epoch, (int Node, ulong Life)> _promotions = [];
    private MonotonicTime _apartAt = MonotonicTime.Never;
    private MonotonicTime _twoSince = MonotonicTime.Never;

    /// <summary>Longest time with two holders while the nodes were apart: nothing but the weak witness has any.</summary>
    public TimeSpan LongestTwoHolders { get; private set; }

    /// <summary>Longest time with two holders after they heard each other again.</summary>
    public TimeSpan LongestTwoHoldersTogether { get; private set; }

    /// <summary>An address was bound: a term belongs to one promotion of one node for ever.</summary>
    public void NoteBound(SimNode node, Epoch term)
    {
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

    public void Check()
    {
        CheckHolders();
        foreach (var node in world.Nodes)
        {
            CheckDisk(node);
            CheckIsolation(node);
        }
    }

    /// <summary>At most one node's address is bound and answers.</summary>
    public void CheckHolders()
    {
        var apart = world.Options.TwoHoldersWhileApartAndThen;
        if (apart is not null && world.AreApart)
        {
            _apartAt = world.Now;
        }

        if (!world.Nodes[0].Answers || !world.Nodes[1].Answers)
        {
            _twoSince = MonotonicTime.Never;
            return;
        }

        if (apart is null || world.Now - _apartAt > apart)
        {
            world.Fail($"two holders (terms {world.Nodes[0].State.Term} and {world.Nodes[1].State.Term})");
            return;
        }

        _twoSince = _twoSince == MonotonicTime.Never ? world.Now : _twoSince;
        LongestTwoHolders = Longer(LongestTwoHolders, world.Now - _twoSince);
        LongestTwoHoldersTogether = Longer(LongestTwoHoldersTogether, world.Now - MonotonicTime.Max(_apartAt, _twoSince));
    }

    private void CheckDisk(SimNode node)
    {
        if (node.Disk.HighestTerm < node.HighestOnDisk || node.Disk.VotedTerm < node.VotedOnDisk)
        {
            world.Fail($"a term or vote of node {node.Index} went back");
        }

        node.HighestOnDisk = Epoch.Max(node.HighestOnDisk, node.Disk.HighestTerm);
        node.VotedOnDisk = Epoch.Max(node.VotedOnDisk, node.Disk.VotedTerm);
    }

    /// <summary>An isolated holder has released within T of its last contact with anybody.</summary>
    private void CheckIsolation(SimNode node)
    {
        if (!node.Answers || node.Policy.IsSingle || world.Now < node.WordUntil || world.Now - node.LastContactAt <= node.LongestTimeout * 1.002)
        {
            return;
        }

        // R18: witness none, and the right to hold alone.
        var mayHoldAlone = node.Policy.Witness == WitnessKind.None
            && (node.Policy.KeepWhenIsolated || node.State.MayHoldAlone || node.State.Durable.PeerSaidGoodbye);
        if (!mayHoldAlone)
        {
            world.Fail($"node {node.Index} holds {(world.Now - node.LastContactAt).TotalMilliseconds:F2} ms after its last contact with anybody");
        }
    }

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
