using System.Buffers.Binary;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Peer;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tests.Wire;

[TestClass]
public sealed class FrameCodecTests
{
    private const int RandomFrames = 1_000_000;

    private readonly FrameCodec _sender = new("node-001", "node-002");
    private readonly FrameCodec _receiver = new("node-002", "node-001");

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void WriteHeader_Heartbeat_HasTheBytesOfTheDesign()
    {
        byte[] frame = Heartbeat();

        string expected = "48414D47" + "0001" + "0001" + "00000040" + "0102030405060708"
            + "6E6F64652D3030310000000000000000" + "6E6F64652D3030320000000000000000" + "0000018BCFE56800";
        Assert.AreEqual(expected, Convert.ToHexString(frame.AsSpan(0, 60)));
        Assert.AreEqual(Crc32.Compute(frame.AsSpan(0, 60)), BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(60)));
    }

    [TestMethod]
    public void ReadHeader_WhatWasWritten_GivesItBack()
    {
        Assert.AreEqual(Refusal.None, _receiver.ReadHeader(Heartbeat(), out FrameHeader header));

        Assert.AreEqual(new FrameHeader(PeerMessageType.HeartbeatRequest, 64, 0x0102030405060708, 1_700_000_000_000), header);
        Assert.AreEqual(0, header.PayloadLength);
    }

    [TestMethod]
    public void ReadHeader_AnySingleBitFlipped_IsRefused()
    {
        byte[] frame = Heartbeat();
        for (int bit = 0; bit < 512; bit++)
        {
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.AreNotEqual(Refusal.None, _receiver.ReadHeader(frame, out _), $"bit {bit}");
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.AreEqual(Refusal.None, _receiver.ReadHeader(frame, out _));
    }

    [TestMethod]
    public void CheckTrailer_AnySingleBitOfAPayloadFlipped_IsRefused()
    {
        byte[] frame = new byte[FrameCodec.HeaderLength + 100 + FrameCodec.TrailerLength];
        Assert.HasCount(_sender.Seal(frame, PeerMessageType.State, 1, 2, 100), frame);
        for (int bit = FrameCodec.HeaderLength * 8; bit < frame.Length * 8; bit++)
        {
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.AreEqual(Refusal.Crc, FrameCodec.CheckTrailer(frame), $"bit {bit}");
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.AreEqual(Refusal.None, FrameCodec.CheckTrailer(frame));
    }

    [TestMethod]
    public void ReadHeader_MillionRandomFrames_RefusesAllAndThrowsNothing()
    {
        Random random = new(20240101);
        byte[] frame = new byte[64];
        byte[] good = Heartbeat();
        int taken = 0;
        for (int i = 0; i < RandomFrames; i++)
        {
            random.NextBytes(frame);

            // Half of them look right for longer and longer: noise alone would never get past the magic number.
            if ((i & 1) == 1)
            {
                int prefix = random.Next(60);
                good.AsSpan(0, prefix).CopyTo(frame);
                if (random.Next(2) == 0)
                {
                    BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(60), Crc32.Compute(frame.AsSpan(0, 60)));
                    frame[random.Next(52)] ^= 1;
                }
            }

            taken += _receiver.ReadHeader(frame, out _) == Refusal.None ? 1 : 0;
        }

        Assert.AreEqual(0, taken);
    }

    [TestMethod]
    [DataRow(1, 65u, nameof(Refusal.Length))]
    [DataRow(2, 0u, nameof(Refusal.Length))]
    [DataRow(16, 64u, nameof(Refusal.Length))]
    [DataRow(16, 68u, nameof(Refusal.Length))]
    [DataRow(17, uint.MaxValue, nameof(Refusal.Length))]
    [DataRow(17, 1u << 20, nameof(Refusal.Length))]
    [DataRow(0, 64u, nameof(Refusal.Type))]
    [DataRow(3, 64u, nameof(Refusal.Type))]
    [DataRow(21, 100u, nameof(Refusal.Type))]
    public void ReadHeader_LengthThatTheTypeCannotHave_IsRefused(int type, uint length, string expected)
    {
        byte[] frame = Heartbeat();
        _ = _sender.WriteHeader(frame, new FrameHeader((PeerMessageType)type, (int)length, 1, 1));

        Assert.AreEqual(expected, _receiver.ReadHeader(frame, out _).ToString());
    }

    [TestMethod]
    public void ReadHeader_OtherNodes_IsRefused()
    {
        byte[] frame = Heartbeat();

        Assert.AreEqual(Refusal.Source, new FrameCodec("node-002", "node-003").ReadHeader(frame, out _));
        Assert.AreEqual(Refusal.Target, new FrameCodec("node-003", "node-001").ReadHeader(frame, out _));
        Assert.AreEqual(Refusal.Length, _receiver.ReadHeader(frame.AsSpan(0, 63), out _));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("seventeen-letters")]
    [DataRow("节点节点节点")]
    public void Constructor_IdThatDoesNotFit_NamesTheKey(string id)
    {
        HamgmException error = Assert.ThrowsExactly<HamgmException>(() => new FrameCodec("node-001", id));

        Assert.AreEqual("peer.id", error.Subject);
    }

    [TestMethod]
    public void Codec_SteadyState_AllocatesNothing()
    {
        byte[] frame = Heartbeat();
        FrameHeader header = new(PeerMessageType.HeartbeatRequest, 64, 1, 1);
        long Measure()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                _ = _sender.WriteHeader(frame, header);
                _ = _receiver.ReadHeader(frame, out _);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        _ = Measure();
        Assert.AreEqual(0, Measure());
    }

    [TestMethod]
    [TestCategory("Figures")]
    public void Codec_Figures()
    {
        byte[] frame = Heartbeat();
        FrameHeader header = new(PeerMessageType.HeartbeatRequest, 64, 1, 1);
        TestContext.WriteLine($"frame: write {Figures.Nanoseconds(() => _sender.WriteHeader(frame, header)):0} ns, "
            + $"check {Figures.Nanoseconds(() => _receiver.ReadHeader(frame, out _)):0} ns");
    }

    private byte[] Heartbeat()
    {
        byte[] frame = new byte[64];
        _ = _sender.WriteHeader(frame, new FrameHeader(PeerMessageType.HeartbeatRequest, 64, 0x0102030405060708, 1_700_000_000_000));
        return frame;
    }
}
