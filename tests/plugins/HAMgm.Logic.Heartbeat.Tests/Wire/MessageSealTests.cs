using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tests.Wire;

[TestClass]
public sealed class MessageSealTests
{
    private readonly byte[] _bytes = new byte[MessageSeal.NonceLength + 100];
    private readonly byte[] _mac = new byte[MessageSeal.MacLength];

    [TestMethod]
    public void Verify_SameSecretAndNonce_IsTrue()
    {
        (MessageSeal acceptor, MessageSeal connector) = Pair("s", "s");
        acceptor.Sign(_bytes, _mac);

        Assert.IsTrue(connector.Verify(_bytes, _mac));
        _bytes[^1] ^= 1;
        Assert.IsFalse(connector.Verify(_bytes, _mac));
    }

    [TestMethod]
    public void Verify_RecordedOnAnotherConnection_IsFalse()
    {
        Pair("s", "s").Connector.Sign(_bytes, _mac);

        Assert.IsFalse(Pair("s", "s").Acceptor.Verify(_bytes, _mac));
    }

    [TestMethod]
    public void Verify_AnotherSecret_IsFalse()
    {
        (MessageSeal acceptor, MessageSeal connector) = Pair("s", "t");
        acceptor.Sign(_bytes, _mac);

        Assert.IsFalse(connector.Verify(_bytes, _mac));
    }

    [TestMethod]
    public void Verify_BeforeTheNonce_IsFalse() =>
        Assert.IsFalse(new MessageSeal(LinkKeys.Derive("c", "s").Message).Verify(_bytes, _mac));

    [TestMethod]
    public void TrySetNonce_Twice_IsRefused()
    {
        MessageSeal seal = new(LinkKeys.Derive("c", "s").Message);

        Assert.IsFalse(seal.TrySetNonce(new byte[15]));
        Assert.IsTrue(seal.TrySetNonce(new byte[16]));
        Assert.IsFalse(seal.TrySetNonce(new byte[16]));
    }

    [TestMethod]
    public void Derive_OneSecret_GivesDifferentKeysForEachUse()
    {
        LinkKeys keys = LinkKeys.Derive("c", "s");

        Assert.AreNotEqual(Convert.ToHexString(keys.State), Convert.ToHexString(keys.Message));
        Assert.AreNotEqual(Convert.ToHexString(keys.State), Convert.ToHexString(LinkKeys.Derive("d", "s").State));
    }

    private static (MessageSeal Acceptor, MessageSeal Connector) Pair(string acceptorSecret, string connectorSecret)
    {
        MessageSeal acceptor = new(LinkKeys.Derive("c", acceptorSecret).Message);
        MessageSeal connector = new(LinkKeys.Derive("c", connectorSecret).Message);
        Assert.IsTrue(connector.TrySetNonce(acceptor.CreateNonce()));
        return (acceptor, connector);
    }
}
