using HAMgm.TestSupport;

namespace HAMgm.Management.Cluster.Tests;

/// <summary>Two nodes that can reach each other: node-a is PRIMARY of term 4, node-b STANDBY.</summary>
internal sealed class TestPair
{
    public TestPair()
    {
        var (a, b) = FakePeerChannel.Pair();
        A = new TestNode("node-a", "10.0.0.1", "node-b", "10.0.0.2", a, Time);
        B = new TestNode("node-b", "10.0.0.2", "node-a", "10.0.0.1", b, Time);
        A.Promote(4);
        B.Demote(4);
    }

    public FakeTime Time { get; } = new();

    public TestNode A { get; }

    public TestNode B { get; }

    /// <summary>Exchanges snapshots, first asked by node-a.</summary>
    public async Task ExchangeAsync()
    {
        await A.ExchangeAsync();
        await B.ExchangeAsync();
    }

    /// <summary>Cuts the link and lets the peer's last word grow old.</summary>
    public void Cut(TimeSpan forHowLong)
    {
        A.Channel.Disconnect();
        A.Channel.LastHeardAge = forHowLong;
        B.Channel.LastHeardAge = forHowLong;
        Time.Advance(forHowLong);
    }

    /// <summary>Mends the link.</summary>
    public void Mend()
    {
        A.Channel.Connect();
        A.Channel.LastHeardAge = TimeSpan.Zero;
        B.Channel.LastHeardAge = TimeSpan.Zero;
    }
}
