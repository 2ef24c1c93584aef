namespace HAMgm.Component.Config.Tests;

[TestClass]
public sealed class CrossFieldTests
{
    private const string Peer = "peer: { id: b, ip: 10.0.0.2 }\n";

    [TestMethod]
    [DataRow("cluster: { heartbeat_interval: 100ms, heartbeat_timeout: 200ms }\n", "set at least 230ms")]
    [DataRow("cluster: { heartbeat_interval: 20s }\n", "set at least")]
    [DataRow("peer: { id: a, ip: 10.0.0.2 }\n", "node.id too")]
    [DataRow("peer: { id: b, ip: 10.0.0.1 }\n", "node.ip too")]
    [DataRow("peer: { id: b }\n", "peer.ip: is missing")]
    [DataRow("peer: { ip: 10.0.0.2 }\n", "peer.id: is missing")]
    [DataRow("peer: { id: b, ip: 'fd00::2' }\n", "must both be IPv4")]
    [DataRow("peer: { id: b, ip: 224.0.0.1 }\n", "no address of a host")]
    [DataRow("peer: { id: b, ip: 10.0.0.100 }\n", "peer.ip too: the VIP moves")]
    [DataRow("peer: { links: [[10.1.0.1, 10.1.0.2]] }\n", "links but no peer")]
    [DataRow("peer: { id: b, ip: 10.0.0.2, links: [[10.1.0.1, 10.1.0.1]] }\n", "two sides")]
    [DataRow("peer: { id: b, ip: 10.0.0.2, links: [[10.1.0.1, 10.1.0.2], [10.1.0.1, 10.1.0.2]] }\n", "stands twice")]
    [DataRow("quorum: { gateways: ['fd00::1'] }\n", "families must match")]
    [DataRow("quorum: { gateways: [10.0.0.100] }\n", "is a VIP too")]
    [DataRow("quorum: { gateways: [10.0.0.1] }\n", "is a node of this pair")]
    [DataRow("peer: { id: b, ip: 10.0.0.2, links: [[10.1.0.1, 10.1.0.2], [10.2.0.1, 10.2.0.2], [10.3.0.1, 10.3.0.2], [10.4.0.1, 10.4.0.2]] }\n", "there are 4 further links")]
    [DataRow("thrift: { tls: { ca: a.pem } }\n", "thrift.tls.cert: is missing: TLS needs")]
    [DataRow("thrift: { tls: { cert: a.pem } }\n", "thrift.tls.ca: is missing: TLS needs")]
    [DataRow("thrift: { tls: { key: a.pem, ca: b.pem } }\n", "thrift.tls.cert: is missing: TLS needs")]
    [DataRow("thrift: { listen: 0.0.0.0 }\n", "thrift.listen: 0.0.0.0 can be reached from outside")]
    [DataRow("thrift: { listen: 0.0.0.0, insecure_writes: true }\n", "thrift.listen: 0.0.0.0 can be reached from outside")]
    [DataRow("thrift: { listen: '::', insecure_writes: true }\n", "write 127.0.0.1")]
    public void Check_ValuesThatDoNotFit_IsOneError(string added, string expected)
    {
        var errors = ConfigBench.Errors(ConfigBench.Least + added);

        StringAssert.Contains(errors.Single(), expected);
    }

    [TestMethod]
    [DataRow("10.0.0.1/24", "node.ip too")]
    [DataRow("10.0.0.0/24", "no address of a host")]
    [DataRow("10.0.0.255/24", "no address of a host")]
    [DataRow("127.0.0.5/8", "no address of a host")]
    [DataRow("10.0.0.100/33", "expects an address with its prefix")]
    [DataRow("010.0.0.100/24", "expects an address with its prefix")]
    [DataRow("10.100/24", "expects an address with its prefix")]
    public void Check_BadVip_IsOneError(string vip, string expected) =>
        StringAssert.Contains(ConfigBench.Errors(ConfigBench.Least.Replace("10.0.0.100/24", vip, StringComparison.Ordinal)).Single(), expected);

    [TestMethod]
    public void Check_KernelLeaseWithFraction_IsRefused() =>
        StringAssert.Contains(
            ConfigBench.Errors(ConfigBench.Least.Replace("eth0", "eth0\n  kernel_lease: 1500ms", StringComparison.Ordinal)).Single(),
            "whole number of seconds");

    [TestMethod]
    [DataRow("cluster: { heartbeat_interval: 100ms, heartbeat_timeout: 300ms }\n")]
    [DataRow("cluster: { heartbeat_interval: 10ms, heartbeat_timeout: 50ms }\n")]
    [DataRow("cluster: { heartbeat_interval: 20ms, heartbeat_timeout: 70ms }\n")]
    [DataRow("thrift: { listen: 127.0.0.2, insecure_writes: true }\n")]
    [DataRow("thrift: { listen: '::1' }\n")]
    public void Check_ValuesThatFit_AreAccepted(string added) => Assert.IsEmpty(ConfigBench.Errors(ConfigBench.Least + Peer + added));

    [TestMethod]
    [DataRow("quorum: { witness: none }\n", "quorum.witness: none is a weak choice")]
    [DataRow("cluster: { secret: short }\n", "shorter than 16")]
    [DataRow("thrift: { insecure_writes: true }\n", "every process on this host")]
    [DataRow("peer: { id: b, ip: 10.0.0.2 }\n", "known by its address alone")]
    public void Check_WeakChoice_IsAWarningAndNoError(string added, string expected)
    {
        Assert.IsEmpty(ConfigBench.Errors(ConfigBench.Least + added));
        Assert.IsTrue(ConfigBench.Warnings(ConfigBench.Least + added).Any(w => w.Contains(expected, StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Check_HalfOfTlsOnTheHeartbeatsPort_ReportsEachAtOnce()
    {
        var errors = ConfigBench.Errors(ConfigBench.Least + "thrift: { listen: 10.0.0.1, port: 9091, tls: { ca: a, key: c } }\n");

        CollectionAssert.AreEquivalent(
            new[] { "thrift.port", "thrift.tls.cert" },
            errors.Select(e => e.Split(' ')[1].TrimEnd(':')).ToArray());
    }

    [TestMethod]
    public void Check_InsecureWritesWithTls_WarnsThatItHasNoEffect()
    {
        var text = ConfigBench.Least + "thrift: { listen: 0.0.0.0, insecure_writes: true, tls: { ca: a, cert: b, key: c } }\n";

        Assert.IsEmpty(ConfigBench.Errors(text));
        Assert.Contains("has no effect with thrift.tls", ConfigBench.Warnings(text).Single());
    }

    [TestMethod]
    public void Check_LeastFile_HasNoWarning() => Assert.IsEmpty(ConfigBench.Warnings(ConfigBench.Least));
}
