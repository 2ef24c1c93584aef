using HAMgm.Thrift;
using HAMgm.Thrift.Peer;
using Thrift.Protocol;

namespace Thrift.Runtime.Tests.Generated;

[TestClass]
public sealed class ThriftPayloadTests
{
    [TestMethod]
    public void Deserialize_OfSerialized_IsEqual()
    {
        var request = new PeerRequest(7, "rpc.SetConfig") { Body = [1, 2, 3], Caller = "uid:0", CallerRole = "admin", TimeoutMs = 500 };

        var back = ThriftPayload.Deserialize<PeerRequest>(ThriftPayload.Serialize(request));

        Assert.AreEqual(request, back);
        Assert.Contains("010203", back.ToString());
    }

    [TestMethod]
    public void Deserialize_WithBytesBehind_IsRefused()
    {
        var bytes = ThriftPayload.Serialize(new ConfigDigest(1, "ab", 2));

        Assert.ThrowsExactly<TProtocolException>(() => ThriftPayload.Deserialize<ConfigDigest>([.. bytes, 0]));
    }

    [TestMethod]
    public void Deserialize_WithoutARequiredField_IsRefused() =>
        Assert.ThrowsExactly<TProtocolException>(() => ThriftPayload.Deserialize<ConfigDigest>([0]));

    [TestMethod]
    public void Equals_NestedListsAndBinaries_CompareByContent()
    {
        var a = new ConfigBatch([new ConfigChange("a.b", 1, 2) { Value = "x" }]) { Full = true };
        var b = a.DeepCopy();
        Assert.AreEqual(a, b);
        Assert.AreEqual(a.GetHashCode(), b.GetHashCode());

        b.Changes[0].Value = "y";

        Assert.AreNotEqual(a, b);
    }
}
