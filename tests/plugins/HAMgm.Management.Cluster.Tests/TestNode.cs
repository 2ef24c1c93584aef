using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.TestSupport;

namespace HAMgm.Management.Cluster.Tests;

/// <summary>One node: a real ClusterManager over doubles of everything that it needs.</summary>
internal sealed class TestNode
{
    public static readonly CallerIdentity Admin = new("root@local", CallerRole.Admin, "@hamgm-9090");

    public static readonly CallerIdentity Viewer = new("127.0.0.1", CallerRole.Viewer, "127.0.0.1:40000");

    public TestNode(string id, string ip, string peerId, string peerIp, FakePeerChannel channel, FakeTime time)
    {
        Config = new FakeConfig(id, ip, peerId, peerIp);
        Channel = channel;
        Manager = new ClusterManager(Config, Store, channel, StateMachine, Vip, Bus, new FakeHost(), Log, time);
        Operations = new PluginOperations(Manager, Plugins, LogFile);
        Manager.MarkStart();
        Manager.Feed.Subscribe(Bus);
        channel.HandleRequests(Manager.Server.AnswerAsync);
    }

    public FakeConfig Config { get; }

    public FakeDataStore Store { get; } = new();

    public FakePeerChannel Channel { get; }

    public FakeStateMachine StateMachine { get; } = new();

    public FakeVipControl Vip { get; } = new();

    public FakeBus Bus { get; } = new();

    public RecordingLogger Log { get; } = new();

    public ClusterManager Manager { get; }

    public FakePluginManager Plugins { get; } = new();

    public FakeLogFile LogFile { get; } = new();

    public PluginOperations Operations { get; }

    public Task<string> SetAsync(string key, string value) => Manager.SetConfigAsync(key, value, Admin, CancellationToken.None);

    public Task ExchangeAsync() => Manager.Exchange.ExchangeAsync(TimeSpan.Zero, CancellationToken.None);

    /// <summary>Makes it PRIMARY with the VIP bound.</summary>
    public void Promote(long term)
    {
        StateMachine.Become(NodeState.Primary, term);
        Vip.Status = Vip.Status with { State = VipState.Bound };
    }

    /// <summary>Makes it STANDBY without the VIP.</summary>
    public void Demote(long term)
    {
        StateMachine.Become(NodeState.Standby, term);
        Vip.Status = Vip.Status with { State = VipState.Unbound };
    }

    /// <summary>The error of a call that must fail.</summary>
    public static Task<HamgmException> FailureAsync(Func<Task> call) => Assert.ThrowsAsync<HamgmException>(call);
}
