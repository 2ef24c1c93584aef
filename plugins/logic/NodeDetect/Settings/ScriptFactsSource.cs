using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Scripts;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Logic.NodeDetect.Settings;

/// <summary>What health scripts are told of this node.</summary>
internal sealed class ScriptFactsSource(IConfigManager config, IStateMachine stateMachine)
{
    // What is read here needs a restart to change.
    private readonly Lazy<(string NodeId, string PeerId, string[] Vips, string Interface)> _fixed = new(() => (
        config.GetString("node.id"),
        config.GetString("peer.id"),
        [config.GetString("vip.address"), .. config.GetList("vip.more").Where(vip => vip.Length > 0)],
        config.GetString("vip.interface")));

    public ScriptFacts Read()
    {
        var (nodeId, peerId, vips, vipInterface) = _fixed.Value;
        var status = stateMachine.GetNodeStatus();
        return new ScriptFacts(nodeId, status.State, status.Term, status.HoldsVip, vips, vipInterface, peerId, status.PeerState, status.PeerHeard);
    }
}
