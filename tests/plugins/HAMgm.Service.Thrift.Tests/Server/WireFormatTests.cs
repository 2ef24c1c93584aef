using HAMgm.Service.Thrift.Server;

namespace HAMgm.Service.Thrift.Tests.Server;

[TestClass]
public sealed class WireFormatTests
{
    [TestMethod]
    [DataRow("80", "binary unframed")]
    [DataRow("82", "compact unframed")]
    [DataRow("0000001080", "binary framed")]
    [DataRow("0000001082", "compact framed")]
    [DataRow("5B", "JSON unframed")]
    [DataRow("000000105B", "JSON framed")]
    [DataRow("0000001000", "binary (old) framed")]
    [DataRow("0000000347", "binary (old) unframed")]
    [DataRow("0100000080", "binary framed")]
    public void Detect_EveryKnownStart_IsTold(string hex, string expected) =>
        Assert.AreEqual(expected, WireFormat.Detect(Convert.FromHexString(hex))!.Value.ToString());

    [TestMethod]
    [DataRow("")]
    [DataRow("00")]
    [DataRow("00000010")]
    public void Detect_TooFewBytes_AsksForMore(string hex) => Assert.IsNull(WireFormat.Detect(Convert.FromHexString(hex)));

    [TestMethod]
    [DataRow("16030100", "TLS")]
    [DataRow("474554202F", "HTTP")]
    [DataRow("FF", "0xff")]
    [DataRow("0000001005", "0x05")]
    public void Detect_SomethingElse_SaysWhatItLooksLike(string hex, string expected)
    {
        var refused = Assert.ThrowsExactly<FormatException>(() => WireFormat.Detect(Convert.FromHexString(hex)));

        Assert.Contains(expected, refused.Message);
    }

    [TestMethod]
    public void Detect_EveryFirstByte_EndsWithinFiveBytes()
    {
        for (var first = 0; first < 256; first++)
        {
            for (var fifth = 0; fifth < 256; fifth++)
            {
                try
                {
                    Assert.IsNotNull(WireFormat.Detect([(byte)first, 0, 0, 9, (byte)fifth]));
                }
                catch (FormatException)
                {
                    // Refused is told as well.
                }
            }
        }
    }
}
