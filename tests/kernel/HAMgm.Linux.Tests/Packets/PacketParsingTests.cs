using HAMgm.Linux.Packets;

namespace HAMgm.Linux.Tests.Packets;

[TestClass]
public sealed class PacketParsingTests
{
    [TestMethod]
    public void MacAddress_TextAndBytes_RoundTrip()
    {
        Assert.IsTrue(MacAddress.TryParse("02:1a:ff:00:7b:09", out MacAddress mac));
        Assert.AreEqual("02:1a:ff:00:7b:09", mac.ToString());
        byte[] bytes = new byte[6];
        mac.CopyTo(bytes);
        Assert.AreEqual(mac, MacAddress.FromBytes(bytes));
        Assert.IsFalse(mac.IsMulticast);
        Assert.IsTrue(MacAddress.Broadcast.IsMulticast);
        Assert.IsFalse(MacAddress.TryParse("02:1a:ff:00:7b", out _));
        Assert.IsFalse(MacAddress.TryParse("02:1a:ff:00:7b:0g", out _));
        Assert.IsFalse(MacAddress.TryParse("02.1a.ff.00.7b.09", out _));
        Assert.AreEqual(MacAddress.None, MacAddress.FromBytes(new byte[5]));
    }

    [TestMethod]
    [DataRow("10.0.0.1")]
    [DataRow("fe80::1:2")]
    [DataRow("::ffff:10.0.0.1")]
    public void NetAddress_Text_RoundTrips(string text)
    {
        NetAddress address = NetAddress.Parse(text);
        Assert.AreEqual(System.Net.IPAddress.Parse(text), address.ToIPAddress());
        byte[] bytes = new byte[address.Length];
        address.CopyTo(bytes);
        Assert.AreEqual(address, NetAddress.FromBytes(bytes));
        Assert.AreNotEqual(default, address);
        Assert.IsFalse(NetAddress.TryParse("nonsense", out _));
    }

    /// <summary>Random frames, and sound ones with damage: no parser may throw or read beyond its frame.</summary>
    [TestMethod]
    public void TryParse_Garbage_NeverThrows()
    {
        Random random = new(20260101);
        byte[] frame = new byte[160];
        int taken = 0;
        for (int round = 0; round < 300_000; round++)
        {
            int length = random.Next(frame.Length);
            random.NextBytes(frame);
            MakePlausible(frame, random);
            ReadOnlySpan<byte> cut = frame.AsSpan(0, length);
            taken += ArpPacket.TryParse(cut, out _) ? 1 : 0;
            taken += NeighbourPacket.TryParse(cut, out _) ? 1 : 0;
            taken += EchoReply.TryParse(cut, out _) ? 1 : 0;
        }

        Console.WriteLine($"{taken} of 300,000 frames were taken for packets");
    }

    [TestMethod]
    public void TryParse_NeighbourOptionOfLengthZero_Ends()
    {
        byte[] frame = new byte[14 + 40 + 24 + 8];
        frame[12] = 0x86;
        frame[13] = 0xDD;
        frame[14] = 0x60;
        frame[19] = 32;
        frame[20] = 58;
        frame[21] = 255;
        frame[54] = 136;
        frame[78] = 2;
        ushort sum = InternetChecksum.OfIcmpv6(frame.AsSpan(22, 16), frame.AsSpan(38, 16), frame.AsSpan(54));
        frame[56] = (byte)(sum >> 8);
        frame[57] = (byte)sum;
        Assert.IsTrue(NeighbourPacket.TryParse(frame, out NeighbourPacket packet));
        Assert.IsTrue(packet.IsAdvertisement);
        frame[56] ^= 1;
        Assert.IsFalse(NeighbourPacket.TryParse(frame, out _), "a wrong checksum");
    }

    private static void MakePlausible(byte[] frame, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                ((ReadOnlySpan<byte>)[8, 6, 0, 1, 8, 0, 6, 4, 0]).CopyTo(frame.AsSpan(12));
                break;
            case 1:
                ((ReadOnlySpan<byte>)[8, 0, 0x45]).CopyTo(frame.AsSpan(12));
                frame[23] = 1;
                break;
            case 2:
                ((ReadOnlySpan<byte>)[0x86, 0xDD, 0x60]).CopyTo(frame.AsSpan(12));
                frame[18] = 0;
                frame[20] = 58;
                frame[21] = 255;
                frame[54] = (byte)(128 + random.Next(10));
                break;
        }
    }
}
