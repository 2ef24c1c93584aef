using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;
using HAMgm.Logic.Core.Observations;

namespace HAMgm.Simulation.Tests;

/// <content>The disk: slow, refusing, or torn between the old record and the new one (R4). A record is written as a whole.</content>
public sealed partial class SimNode
{
    private (DurableFacts Facts, ulong Ticket)? _waitingWrite;
    private DurableFacts _underWay;
    private bool _isWriting;

    public DurableFacts Disk { get; private set; }

    public Epoch HighestOnDisk { get; set; }

    public Epoch VotedOnDisk { get; set; }

    /// <summary>Every write is refused; of some that are, the new record is on the disk all the same.</summary>
    public bool DiskBroken { get; set; }

    public TimeSpan DiskLatency { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>As logic.election does: one writer, and of several that wait only the newest is written.</summary>
    private void Persist(DurableFacts facts, ulong ticket)
    {
        _waitingWrite = (facts, ticket);
        if (!_isWriting)
        {
            WriteNext();
        }
    }

    private void WriteNext()
    {
        if (_waitingWrite is not { } write)
        {
            _isWriting = false;
            return;
        }

        _isWriting = true;
        _waitingWrite = null;
        _underWay = write.Facts;
        var fails = DiskBroken;
        _world.After(
            DiskLatency * (0.5 + _world.Random.NextDouble()),
            () =>
            {
                if (!fails || _world.Random.Next(2) == 0)
                {
                    Write(write.Facts);
                }

                _isWriting = false;
                WriteNext();
                Decide(Observation.Persisted(write.Ticket, !fails));
            },
            this);
    }

    /// <summary>The writer died: what was under way is on the disk, or is not; nobody was told either way.</summary>
    private void TearWrite()
    {
        if (_isWriting && _world.Random.Next(2) == 0)
        {
            Write(_underWay);
        }

        _isWriting = false;
        _waitingWrite = null;
    }

    private void Write(DurableFacts facts)
    {
        var vote = Disk.VotedTerm;
        Disk = facts;
        if (_world.Options.Mutation == SimMutation.VoteNotPersisted && facts.VotedTerm > vote)
        {
            // The bug: "durable" is said of a vote that is still in a cache.
            Disk = facts with { VotedTerm = vote };
            _world.After(
                TimeSpan.FromMilliseconds(30),
                () => Disk = Disk with { VotedTerm = Epoch.Max(Disk.VotedTerm, facts.VotedTerm), VotedForPeer = facts.VotedForPeer },
                this);
        }
    }
}
