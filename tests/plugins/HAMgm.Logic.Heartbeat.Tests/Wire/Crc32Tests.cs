using System.Text;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tests.Wire;

[TestClass]
public sealed class Crc32Tests
{
    [TestMethod]
    [DataRow("", 0u)]
    [DataRow("123456789", 0xCBF43926u)]
    [DataRow("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Compute_KnownText_GivesPublishedValue(string text, uint expected) =>
        Assert.AreEqual(expected, Crc32.Compute(Encoding.ASCII.GetBytes(text)));

    [TestMethod]
    public void Compute_AnyLength_EqualsBitwiseDefinition()
    {
        byte[] bytes = new byte[300];
        new Random(1).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            Assert.AreEqual(Bitwise(bytes.AsSpan(0, length)), Crc32.Compute(bytes.AsSpan(0, length)));
        }
    }

    private static uint Bitwise(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
