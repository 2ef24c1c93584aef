using HAMgm.Contracts.Peer;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tests.Wire;

[TestClass]
public sealed class ReplayWindowTests
{
    private const ulong Local = 5;

    private readonly ReplayWindow _window = new();
    private ulong _localSequence = 100;

    [TestMethod]
    public void Accept_InOrder_TakesEachOnce()
    {
        for (ulong number = 1; number <= 200; number++)
        {
            Assert.AreEqual(Refusal.None, Accept(1, number));
            Assert.AreEqual(Refusal.Duplicate, Accept(1, number));
        }
    }

    [TestMethod]
    public void Accept_OutOfOrder_TakesWhatIsWithin64()
    {
        Assert.AreEqual(Refusal.None, Accept(1, 100));

        Assert.AreEqual(Refusal.None, Accept(1, 37));
        Assert.AreEqual(Refusal.Duplicate, Accept(1, 37));
        Assert.AreEqual(Refusal.Duplicate, Accept(1, 36));
        Assert.AreEqual(Refusal.None, Accept(1, 99));
        Assert.AreEqual(Refusal.Duplicate, Accept(1, 100));
        Assert.AreEqual(Refusal.None, Accept(1, 1_000_000));
        Assert.AreEqual(Refusal.Duplicate, Accept(1, 100));
    }

    [TestMethod]
    public void Accept_RandomOrder_DeliversNothingTwice()
    {
        Random random = new(3);
        HashSet<ulong> taken = [];
        for (int i = 0; i < 100_000; i++)
        {
            ulong number = (ulong)Math.Max(1, (i / 10) + random.Next(-80, 80));
            if (Accept(1, number) == Refusal.None)
            {
                Assert.IsTrue(taken.Add(number));
            }
        }

        Assert.IsGreaterThan(5000, taken.Count);
    }

    [TestMethod]
    public void Accept_LastWord_OnceAndDoesNotMoveTheWindow()
    {
        Assert.AreEqual(Refusal.None, Accept(1, 10));
        Assert.AreEqual(Refusal.None, Accept(1, ulong.MaxValue));
        Assert.AreEqual(Refusal.Duplicate, Accept(1, ulong.MaxValue));

        Assert.AreEqual(Refusal.None, Accept(1, 11));
        Assert.AreEqual(Refusal.None, Accept(2, ulong.MaxValue));
    }

    [TestMethod]
    public void Accept_OlderLife_IsRefusedHoweverItLooks()
    {
        Assert.AreEqual(Refusal.None, Accept(5, 10));
        _localSequence = 150;
        Assert.AreEqual(Refusal.None, Accept(6, 1));

        Assert.AreEqual(Refusal.Incarnation, Accept(5, 11));
        Assert.AreEqual(Refusal.Incarnation, Accept(5, 11, receiver: Local, ack: 140));
        Assert.AreEqual(Refusal.Incarnation, Accept(5, 11, receiver: Local, ack: 150));
        Assert.AreEqual(Refusal.Incarnation, Accept(5, 11, receiver: Local, ack: 151));
        Assert.AreEqual(Refusal.Incarnation, Accept(5, ulong.MaxValue, receiver: Local, ack: ulong.MaxValue));
        _localSequence = 160;
        Assert.AreEqual(Refusal.Incarnation, Accept(5, 11, receiver: Local - 1, ack: 155));
    }

    [TestMethod]
    public void Accept_LowerLifeThatAcknowledgesNewMessages_IsTakenAndTheHigherOneIsPast()
    {
        Assert.AreEqual(Refusal.None, Accept(6, 1000));
        _localSequence = 200;

        Assert.AreEqual(Refusal.None, Accept(1, 3, receiver: Local, ack: 199));
        Assert.AreEqual(Refusal.Duplicate, Accept(1, 3, receiver: Local, ack: 199));
        Assert.AreEqual(Refusal.None, Accept(1, 4));

        // A datagram of the life before that was on its way for long.
        Assert.AreEqual(Refusal.Incarnation, Accept(6, 1001, receiver: Local, ack: 120));
        Assert.AreEqual(Refusal.None, Accept(7, 1));
    }

    private Refusal Accept(ulong incarnation, ulong number, ulong receiver = 0, ulong ack = 0) => _window.Accept(
        new PeerState { SenderIncarnation = incarnation, Sequence = number, ReceiverIncarnation = receiver, AckSequence = ack },
        Local,
        _localSequence);
}
