using HAMgm.Contracts.Time;
using HAMgm.Linux;
using HAMgm.Logic.VipControl.Wire;

namespace HAMgm.Logic.VipControl.Tests.Wire;

[TestClass]
public sealed class EchoLedgerTests
{
    private static readonly NetAddress Gateway = NetAddress.Parse("10.0.0.1");
    private static readonly NetAddress Own = NetAddress.Parse("10.0.0.11");
    private readonly EchoLedger ledger = new();

    [TestMethod]
    public void TryTake_ItsOwnAnswer_GivesNumberAndSendTimeOnce()
    {
        ushort sequence = ledger.Note(7, true, Own, Gateway, new MonotonicTime(5));
        Assert.IsTrue(ledger.TryTake(sequence, Gateway, Own, out ulong number, out bool fromVip, out MonotonicTime sentAt));
        Assert.AreEqual((7ul, true, new MonotonicTime(5)), (number, fromVip, sentAt));
        Assert.IsFalse(ledger.TryTake(sequence, Gateway, Own, out _, out _, out _));
    }

    [TestMethod]
    public void TryTake_FromSomebodyElseOrToAnotherAddress_Refused()
    {
        ushort sequence = ledger.Note(7, false, Own, Gateway, default);
        Assert.IsFalse(ledger.TryTake(sequence, Own, Own, out _, out _, out _));
        Assert.IsFalse(ledger.TryTake(sequence, Gateway, Gateway, out _, out _, out _));
        Assert.IsTrue(ledger.TryTake(sequence, Gateway, Own, out _, out _, out _));
    }

    [TestMethod]
    public void TryTake_OverwrittenByALaterEcho_Refused()
    {
        ushort old = ledger.Note(1, false, Own, Gateway, default);
        for (ulong index = 0; index < EchoLedger.Capacity; index++)
        {
            ledger.Note(100 + index, false, Own, Gateway, default);
        }

        Assert.IsFalse(ledger.TryTake(old, Gateway, Own, out _, out _, out _));
    }
}
