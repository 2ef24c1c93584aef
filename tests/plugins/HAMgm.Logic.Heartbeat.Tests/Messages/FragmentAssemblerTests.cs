using HAMgm.Logic.Heartbeat.Messages;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tests.Messages;

[TestClass]
public sealed class FragmentAssemblerTests
{
    private readonly FragmentAssembler _assembler = new();

    [TestMethod]
    public void Add_Parts_GivesTheWhole()
    {
        Assert.AreEqual(Refusal.None, _assembler.Add(new FragmentPrefix(1, false, true), [1, 2], out byte[]? body));
        Assert.IsNull(body);
        Assert.AreEqual(Refusal.None, _assembler.Add(new FragmentPrefix(1, false, false), [3], out body));
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, body);
        Assert.AreEqual(Refusal.None, _assembler.Add(new FragmentPrefix(2, false, false), [], out body));
        Assert.IsEmpty(body!);
    }

    [TestMethod]
    public void Add_PartOfAnotherMessageBetween_IsMalformed()
    {
        _ = _assembler.Add(new FragmentPrefix(1, false, true), [1], out _);

        Assert.AreEqual(Refusal.Malformed, _assembler.Add(new FragmentPrefix(2, false, false), [1], out _));
        Assert.AreEqual(Refusal.Malformed, _assembler.Add(new FragmentPrefix(1, true, false), [1], out _));
        Assert.AreEqual(Refusal.Malformed, _assembler.Add(new FragmentPrefix(1, false, true), [], out _));
    }

    [TestMethod]
    public void Add_MoreThanAMebibyte_IsRefused()
    {
        byte[] part = new byte[MessageCodec.MaxFragmentLength];
        for (int i = 0; i < 16; i++)
        {
            Assert.AreEqual(Refusal.None, _assembler.Add(new FragmentPrefix(1, false, true), part, out _));
        }

        Assert.AreEqual(Refusal.Length, _assembler.Add(new FragmentPrefix(1, false, false), [1], out _));
    }
}
