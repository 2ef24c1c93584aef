using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Observations;

namespace HAMgm.Simulation.Tests;

/// <content>The wire and the gateway as this node meets them (R5, R9, R17).</content>
public sealed partial class SimNode
{
    private MonotonicTime _claimUntil;

    private bool AnswersOrClaims => Answers || (ServiceAlive && !Kernel.IsStopped && _world.Now < _claimUntil);

    private void Claim(MonotonicTime until)
    {
        _claimUntil = _clock.WhenShows(until);
        // By unicast to the gateway alone (ADR 0009).
        Announce(toAll: false);
    }

    private void Announce(bool toAll)
    {
        if (_world.Reaches(Index, SimWorld.Gateway))
        {
            _world.After(_world.Latency(), () => _world.TakeAnnouncement(Index));
        }

        if (toAll && _world.Reaches(Index, Other.Index))
        {
            _world.After(_world.Latency(), () => Other.HearWire(Policy.VipMac));
        }
    }

    private void HearWire(ulong mac)
    {
        if (ServiceAlive && !Kernel.IsStopped && _world.Options.Mutation != SimMutation.WireCheckSkipped)
        {
            _world.After(
                TimeSpan.Zero,
                () =>
                {
                    LastContactAt = _world.Now;
                    Decide(Observation.WireAnswer(mac));
                },
                this);
        }
    }

    private void ProbeWire(ulong number)
    {
        Decide(Observation.ProbeSent(number));
        if (_world.HasStranger && _world.Reaches(Index, SimWorld.Gateway) && _world.Reaches(SimWorld.Gateway, Index))
        {
            _world.After(_world.Latency() * 2, () => HearWire(SimWorld.StrangerMac));
        }

        // Without the question's arrival nothing can be answered, and nobody else sees it.
        if (!Other.Kernel.HasAddress || !_world.Reaches(Index, Other.Index))
        {
            return;
        }

        _world.After(_world.Latency(), () =>
        {
            if (Other.Answers && _world.Reaches(Other.Index, Index))
            {
                _world.After(_world.Latency(), () => HearWire(Other.Policy.VipMac));
            }
        });
    }

    private void ProbeGateway(bool fromVip)
    {
        var sentAt = Local;
        if (!_world.Reaches(Index, SimWorld.Gateway))
        {
            return;
        }

        _world.After(_world.Latency(), () =>
        {
            var answered = !fromVip || OwnerAtGateway() == Index;
            if (answered && ServiceAlive && !Kernel.IsStopped && _world.Reaches(SimWorld.Gateway, Index))
            {
                _world.After(
                    _world.Latency(),
                    () =>
                    {
                        LastContactAt = _world.Now;
                        Decide(Observation.GatewayAnswer(fromVip, sentAt));
                    },
                    this);
            }
        });
    }

    /// <summary>Without an entry the gateway asks who has the VIP; whoever answers last owns it.</summary>
    private int OwnerAtGateway()
    {
        if (_world.EntryOf(Index) < 0)
        {
            foreach (var node in _world.Nodes)
            {
                if (node.AnswersOrClaims && _world.Reaches(SimWorld.Gateway, node.Index) && _world.Reaches(node.Index, SimWorld.Gateway))
                {
                    _world.TakeAnnouncement(node.Index);
                }
            }
        }

        return _world.EntryOf(Index);
    }
}
