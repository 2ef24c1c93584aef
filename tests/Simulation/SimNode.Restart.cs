using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Observations;

namespace HAMgm.Simulation.Tests;

/// <content>A restart in place (R14): the note for the next process, the guard that waits for it.</content>
public sealed partial class SimNode
{
    private static readonly TimeSpan _longestParking = TimeSpan.FromSeconds(5.25);
    private static readonly TimeSpan _guardPatience = TimeSpan.FromSeconds(3.5);
    private (Epoch Term, MonotonicTime Until)? _note;
    private ulong _restarts;
    private bool _hasAnnounced;

    /// <summary>Until when the peer's word for an announced restart lasts, in the world's time.</summary>
    public MonotonicTime WordUntil { get; private set; }

    /// <summary>The guard's wish.</summary>
    public Observation AskForRestart()
    {
        _hasAnnounced = true;
        return Observation.RestartRequested(1000 + ++_restarts);
    }

    /// <summary>The bug: what the peer would say to the announcement is taken as said.</summary>
    private void TakeUnacknowledged(ulong announcement)
    {
        var word = _state.Peer;
        word.Sequence++;
        word.EchoSequence = announcement;
        word.AckSequence = announcement;
        word.Flags = PeerStateFlags.HearsYou | PeerStateFlags.Announced;
        word.GrantedTerm = Epoch.None;
        _world.After(TimeSpan.FromMicroseconds(100), () => Decide(Observation.PeerMessage(word)), this);
    }

    private void NoteWord()
    {
        if (_hasAnnounced && _state.LeaseUntil > Local + LongestTimeout)
        {
            WordUntil = MonotonicTime.Max(WordUntil, _clock.WhenShows(_state.LeaseUntil));
        }
    }

    private void Park(Epoch term, MonotonicTime until)
    {
        if (Kernel.Term != term || !Answers)
        {
            Unbind();
            Report(Observation.HoldLost(term));
            return;
        }

        // A disk that is full takes no note.
        if (until - Local < _longestParking || DiskBroken)
        {
            Report(Observation.Parked(term, isParked: false));
            return;
        }

        _note = (term, until);
        Kernel.Park(until - Local);
        _holdUntil = until;
        Report(Observation.Parked(term, isParked: true));
    }

    private (Epoch Term, MonotonicTime Until)? TakeNote()
    {
        var note = _note;
        _note = null;
        if (note is { } any && _world.Options.Mutation == SimMutation.AdoptUnchecked)
        {
            // The bug: it takes the note for what is so.
            return (any.Term, Local + TimeSpan.FromSeconds(1));
        }

        return note is { } left && Answers && Kernel.Term == left.Term && Local < left.Until ? left : null;
    }

    private void Adopt(Epoch term, MonotonicTime until)
    {
        if (_world.Options.Mutation == SimMutation.AdoptUnchecked)
        {
            Kernel.OpenGateAnew(_longestGate);
            Kernel.AddAddress(term);
        }

        if (Kernel.Term == term && Local < until && Kernel.RefreshGate(Min(_longestGate, until - Local)))
        {
            Kernel.AddAddress(term);
            WatchHold(until);
            _world.Invariants.NoteAdopted(this, term);
            Report(Observation.Bound(term));
            return;
        }

        Unbind();
        Report(Observation.BindFailed(term));
    }

    /// <summary>The process ends; its guard starts the next one, and waits for it no longer than it may.</summary>
    private void EndParked() => _world.After(
        TimeSpan.FromMilliseconds(20 + _world.Random.Next(200)),
        () =>
        {
            _world.Log($"node {Index} ends, and leaves the address");
            ServiceAlive = false;
            Life++;
            var life = Life;
            _world.After(TimeSpan.FromMilliseconds(300 + _world.Random.Next(4000)), () =>
            {
                if (Life == life && GuardAlive && !GuardFrozen)
                {
                    StartService();
                }
            });
            _world.After(_guardPatience, () =>
            {
                if (Life == life)
                {
                    _note = null;
                    GuardActs();
                }
            });
        },
        this);
}
