using HAMgm.Contracts.Vip;
using HAMgm.Contracts.Witness;

namespace HAMgm.Logic.StateMachine;

/// <summary>
/// The gateways as witness (R9, R17), over the wire that logic.vipcontrol has. All of quorum.gateways are asked whether this node is
/// connected, and one answer is enough; whose the VIP is, the first alone is asked, for there is one register. The executor reports
/// the answers itself (<see cref="IVipSink.OnGatewayAnswer"/>), which <see cref="DecisionLoop"/> takes as this witness's evidence.
/// </summary>
internal sealed class GatewayWitness(IVipExecutor vip) : IWitness
{
    public string Kind => "gateway";

    public WitnessTraits Traits => WitnessTraits.Reachability | WitnessTraits.Register;

    public void Attach(IWitnessSink sink)
    {
        // The executor has one receiver, the loop, and the answers come to it.
    }

    public void Ask(in WitnessQuestion question) =>
        vip.ProbeGateway(question.Number, question.Kind == WitnessEvidenceKind.Holder);
}
