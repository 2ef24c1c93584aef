using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;
using HAMgm.Linux;
using HAMgm.Logic.VipControl.Addresses;
using HAMgm.Logic.VipControl.Commands;
using HAMgm.Logic.VipControl.Engine;
using HAMgm.Logic.VipControl.Tests.Support;

namespace HAMgm.Logic.VipControl.Tests.Engine;

/// <summary>What one process leaves bound and the next takes up (safety-rules.md R14).</summary>
[TestClass]
public sealed class ParkingTests : IParkingPlace, IDisposable
{
    private readonly ManualClock clock = new();
    private readonly RecordingSink sink = new();
    private readonly FakeSystem system;
    private readonly VipEngine engine;
    private readonly VipEngine next;
    private string refusal = "";
    private MonotonicTime? noted;

    public ParkingTests()
    {
        system = new FakeSystem(clock);
        VipPlan plan = new([new VipAddress(NetAddress.Parse("10.0.0.200"), 24)], 1, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60));
        engine = Make(plan);
        next = Make(plan);
    }

    public string Write(Epoch term, MonotonicTime until)
    {
        noted = refusal.Length == 0 ? until : null;
        return refusal;
    }

    public void Clear() => noted = null;

    public void Dispose() => system.Dispose();

    [TestMethod]
    public void Park_Bound_NotedAndLeftWithALongerLife()
    {
        Give(VipCommandKind.Bind, 1000);
        MonotonicTime until = Give(VipCommandKind.Park, 5500);
        sink.Await("parked 2");
        Assert.AreEqual(until, noted);
        Assert.IsTrue(engine.IsParked);
        Assert.AreEqual("keep 5500", system.Calls[^1]);
        Give(VipCommandKind.Refresh, 200);
        Assert.AreEqual("keep 5500", system.Calls[^1], "a late refresh shortened its life");
    }

    [TestMethod]
    public void Park_LessTimeThanTheKernelMayTake_RefusedAndHeldOn()
    {
        Give(VipCommandKind.Bind, 1000);
        Give(VipCommandKind.Park, 5000);
        sink.Await("not parked 2: too late");
        Assert.IsFalse(engine.IsParked);
        Assert.IsNull(noted);
    }

    [TestMethod]
    public void Park_NoteCannotBeWritten_RefusedAndHeldOn()
    {
        Give(VipCommandKind.Bind, 1000);
        refusal = "the disk is full";
        Give(VipCommandKind.Park, 5500);
        sink.Await("not parked 2: the disk is full");
        Assert.IsFalse(engine.IsParked);
    }

    [TestMethod]
    public void Release_Parked_GoneAndTheNoteTakenBack()
    {
        Give(VipCommandKind.Bind, 1000);
        Give(VipCommandKind.Park, 5500);
        Give(VipCommandKind.Release, 0);
        Assert.IsEmpty(system.Bound);
        Assert.IsNull(noted);
        Assert.IsFalse(engine.IsParked);
    }

    /// <summary>The wire defends, and asks for others, only for what is held.</summary>
    [TestMethod]
    public void Adopt_Parked_IsHeldOnTheWireAsAfterABind()
    {
        Give(VipCommandKind.Bind, 1000);
        Give(VipCommandKind.Park, 5500);
        system.Held(false);
        next.Execute(new VipCommand(VipCommandKind.Adopt, new Epoch(2), clock.Now, clock.Now + TimeSpan.FromMilliseconds(1000), 0, false, clock.Now));
        Assert.IsTrue(system.IsHeld);
    }

    [TestMethod]
    public void Adopt_NothingThere_NotBoundAndRemoved()
    {
        Give(VipCommandKind.Adopt, 2000);
        sink.Await("bind failed 2");
    }

    private VipEngine Make(VipPlan plan) =>
        new(plan, new AddressHold(plan, system, system, system, clock), system, clock, sink, new RecordingAlarms(), new VipBoard(TimeProvider.System), new NullLog(), this);

    private MonotonicTime Give(VipCommandKind kind, int milliseconds)
    {
        MonotonicTime until = clock.Now + TimeSpan.FromMilliseconds(milliseconds);
        engine.Execute(new VipCommand(kind, new Epoch(2), clock.Now, until, 0, false, clock.Now));
        return until;
    }
}
