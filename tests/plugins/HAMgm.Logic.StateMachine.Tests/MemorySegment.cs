namespace HAMgm.Logic.StateMachine.Tests;

/// <summary>What two nodes share: the wire, and the gateway's neighbour entry.</summary>
internal sealed class MemorySegment
{
    public List<MemoryNode> Nodes { get; } = [];

    public volatile MemoryNode? Owner;

    public volatile bool HadTwoHolders;

    public void NoteHolders() => HadTwoHolders |= Nodes.TrueForAll(static node => node.IsBound) && Nodes.Count > 1;
}
