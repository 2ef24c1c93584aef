using System.Buffers.Binary;
using System.Security.Cryptography;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;
using HAMgm.Logic.Heartbeat.Tests.Fakes;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tests.Wire;

[TestClass]
public sealed class StateCodecTests
{
    private const string Cluster = "hamgm-test";

    private static readonly byte[] Key = LinkKeys.Derive(Cluster, "a secret").State;

    private readonly StateCodec _sender = new(Cluster, "node-001", "node-002", Key);
    private readonly StateCodec _receiver = new(Cluster, "node-002", "node-001", Key);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("")]
    [DataRow("a secret")]
    public void Decode_WhatWasEncoded_GivesItBack(string secret)
    {
        byte[] key = LinkKeys.Derive(Cluster, secret).State;
        byte[] datagram = Encode(new StateCodec(Cluster, "node-001", "node-002", key), SampleState.Create());

        Assert.AreEqual(Refusal.None, new StateCodec(Cluster, "node-002", "node-001", key).Decode(datagram, out PeerState state));
        Assert.AreEqual(SampleState.Create(), state);
        Assert.HasCount(secret.Length == 0 ? 180 : 212, datagram);
    }

    [TestMethod]
    public void Encode_Fields_StandWhereTheProtocolSays()
    {
        byte[] datagram = Encode(_sender, SampleState.Create());

        Assert.AreEqual("48414D53" + "0001" + "00D4", Convert.ToHexString(datagram.AsSpan(0, 8)));
        Assert.AreEqual(41UL, BinaryPrimitives.ReadUInt64BigEndian(datagram.AsSpan(64)));
        Assert.AreEqual("00008003" + "02" + "01" + "00FF", Convert.ToHexString(datagram.AsSpan(88, 8)));
        Assert.AreEqual(12, BinaryPrimitives.ReadInt64BigEndian(datagram.AsSpan(96)));
        Assert.AreEqual("0000AABBCCDDEEFF", Convert.ToHexString(datagram.AsSpan(168, 8)));
        Assert.AreEqual(Convert.ToHexString(HMACSHA256.HashData(Key, datagram.AsSpan(0, 180))), Convert.ToHexString(datagram.AsSpan(180)));
    }

    [TestMethod]
    public void Decode_AnySingleBitFlipped_IsRefused()
    {
        byte[] datagram = Encode(_sender, SampleState.Create());
        for (int bit = 0; bit < datagram.Length * 8; bit++)
        {
            datagram[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.AreNotEqual(Refusal.None, _receiver.Decode(datagram, out _), $"bit {bit}");
            datagram[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [TestMethod]
    public void Decode_AnyOtherLength_IsRefused()
    {
        byte[] datagram = [.. Encode(_sender, SampleState.Create()), .. new byte[300]];
        for (int length = 0; length <= datagram.Length; length++)
        {
            Refusal refusal = _receiver.Decode(datagram.AsSpan(0, length), out _);
            Assert.AreEqual(length == StateCodec.MaxLength, refusal == Refusal.None, $"length {length}");
        }
    }

    [TestMethod]
    [DataRow(Cluster, "node-002", "node-001", "another secret", nameof(Refusal.Mac))]
    [DataRow(Cluster, "node-002", "node-001", "", nameof(Refusal.Mac))]
    [DataRow("another-cluster", "node-002", "node-001", "a secret", nameof(Refusal.Cluster))]
    [DataRow(Cluster, "node-003", "node-001", "a secret", nameof(Refusal.Target))]
    [DataRow(Cluster, "node-002", "node-003", "a secret", nameof(Refusal.Source))]
    [DataRow(Cluster, "node-001", "node-002", "a secret", nameof(Refusal.Source))]
    public void Decode_NotBetweenTheseTwo_IsRefused(string cluster, string local, string peer, string secret, string expected)
    {
        StateCodec receiver = new(cluster, local, peer, LinkKeys.Derive(cluster, secret).State);

        Assert.AreEqual(expected, receiver.Decode(Encode(_sender, SampleState.Create()), out _).ToString());
    }

    [TestMethod]
    public void Decode_WithoutMacWhereThereIsASecret_IsRefused()
    {
        byte[] bare = Encode(new StateCodec(Cluster, "node-001", "node-002", []), SampleState.Create());

        Assert.AreEqual(Refusal.Mac, _receiver.Decode(bare, out _));
    }

    [TestMethod]
    public void Decode_FieldThatCannotBe_IsMalformed()
    {
        PeerState[] wrong =
        [
            SampleState.Create() with { Sequence = 0 },
            SampleState.Create() with { Term = new Epoch(-1) },
            SampleState.Create() with { BidTerm = new Epoch(long.MinValue) },
            SampleState.Create() with { Role = (NodeState)6 },
            SampleState.Create() with { PromiseLength = TimeSpan.FromTicks(-1) },
            SampleState.Create() with { VipMac = 1UL << 48 },
        ];
        foreach (PeerState state in wrong)
        {
            Assert.AreEqual(Refusal.Malformed, _receiver.Decode(Encode(_sender, state), out _), state.ToString());
        }
    }

    [TestMethod]
    public void Codec_SteadyState_AllocatesNothing()
    {
        byte[] datagram = new byte[512];
        PeerState sent = SampleState.Create();
        long Measure()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                int length = _sender.Encode(sent, datagram);
                _ = _receiver.Decode(datagram.AsSpan(0, length), out _);
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
        byte[] datagram = new byte[512];
        PeerState sent = SampleState.Create();
        int length = _sender.Encode(sent, datagram);
        TestContext.WriteLine($"STATE with HMAC: encode {Figures.Nanoseconds(() => _sender.Encode(sent, datagram)):0} ns, "
            + $"decode {Figures.Nanoseconds(() => _receiver.Decode(datagram.AsSpan(0, length), out _)):0} ns");
    }

    private static byte[] Encode(StateCodec codec, PeerState state)
    {
        byte[] buffer = new byte[512];
        return buffer[..codec.Encode(state, buffer)];
    }
}
