using HAMgm.Linux.Memory;
using HAMgm.Linux.Tests.Support;

namespace HAMgm.Linux.Tests.Memory;

[TestClass]
public sealed class GuardLeaseCodecTests
{
    [TestMethod]
    public void Encode_FullLease_RoundTrips()
    {
        GuardLease lease = Full();
        byte[] bytes = new byte[GuardLeaseCodec.Size];
        Assert.AreEqual(GuardLeaseCodec.Size, GuardLeaseCodec.Encode(lease, bytes));
        Assert.IsLessThanOrEqualTo(SharedRecord.MaxPayloadBytes, GuardLeaseCodec.Size);
        Assert.IsTrue(GuardLeaseCodec.TryDecode(bytes, out GuardLease back));
        Assert.AreEqual(lease.Pulse, back.Pulse);
        Assert.AreEqual(lease.GateTable, back.GateTable);
        CollectionAssert.AreEqual(lease.Addresses, back.Addresses);
        CollectionAssert.AreEqual(lease.Peers, back.Peers);
        CollectionAssert.AreEqual(lease.ReleaseDatagram.ToArray(), back.ReleaseDatagram.ToArray());
    }

    [TestMethod]
    public void Encode_DefaultLease_RoundTrips()
    {
        byte[] bytes = new byte[GuardLeaseCodec.Size];
        GuardLeaseCodec.Encode(default, bytes);
        Assert.IsTrue(GuardLeaseCodec.TryDecode(bytes, out GuardLease back));
        Assert.IsFalse(back.Holding);
        Assert.IsEmpty(back.Addresses);
        Assert.AreEqual("", back.GateTable);
    }

    [TestMethod]
    public void WritePulse_OnEncoded_ChangesThatOnly()
    {
        byte[] bytes = new byte[GuardLeaseCodec.Size];
        GuardLeaseCodec.Encode(Full(), bytes);
        GuardPulse pulse = new(9, 8, 7, 0, 5, false, 4);
        GuardLeaseCodec.WritePulse(pulse, bytes);
        byte[] other = new byte[GuardLeaseCodec.Size];
        GuardLeaseCodec.Encode(Full() with { Pulse = pulse }, other);
        CollectionAssert.AreEqual(other, bytes);
        Assert.IsTrue(GuardLeaseCodec.TryReadPulse(bytes, out GuardPulse back));
        Assert.AreEqual(pulse, back);
    }

    [TestMethod]
    public void Encode_EveryTurn_AllocatesNothing()
    {
        GuardLease lease = Full();
        byte[] bytes = new byte[GuardLeaseCodec.Size];
        long now = 0;
        Assert.AreEqual(0, Allocation.Of(() =>
        {
            GuardLeaseCodec.Encode(lease with { Pulse = lease.Pulse with { AliveAtNs = now++ } }, bytes);
            GuardLeaseCodec.TryReadPulse(bytes, out _);
        }));
    }

    [TestMethod]
    public void Encode_TooLargeParts_Throws()
    {
        byte[] bytes = new byte[GuardLeaseCodec.Size];
        GuardLease lease = Full();
        GuardLease[] wrong =
        [
            lease with { Addresses = [.. Enumerable.Repeat(lease.Addresses[0], 9)] },
            lease with { Addresses = [new GuardedAddress(1, default, 0)] },
            lease with { Addresses = [new GuardedAddress(1, NetAddress.Parse("10.0.0.1"), 33)] },
            lease with { Peers = [.. Enumerable.Repeat(lease.Peers[0], 5)] },
            lease with { Peers = [new GuardPeer(NetAddress.Parse("10.0.0.1"), NetAddress.Parse("fd00::1"), 1)] },
            lease with { Peers = [new GuardPeer(NetAddress.Parse("10.0.0.1"), NetAddress.Parse("10.0.0.2"), 0)] },
            lease with { GateTable = new string('x', 33) },
            lease with { GateTable = "ä" },
            lease with { ReleaseDatagram = new byte[513] },
        ];
        foreach (GuardLease each in wrong)
        {
            Assert.ThrowsExactly<ArgumentException>(() => GuardLeaseCodec.Encode(each, bytes));
        }
    }

    [TestMethod]
    public void TryDecode_Garbage_NeverThrows()
    {
        Random random = new(11);
        byte[] sound = new byte[GuardLeaseCodec.Size];
        GuardLeaseCodec.Encode(Full(), sound);
        for (int length = 0; length < sound.Length; length++)
        {
            Assert.IsFalse(GuardLeaseCodec.TryDecode(sound.AsSpan(0, length), out _));
        }

        byte[] damaged = new byte[GuardLeaseCodec.Size];
        for (int round = 0; round < 100_000; round++)
        {
            if (round % 3 == 0)
            {
                random.NextBytes(damaged);
                damaged[0] = 1;
                damaged[1] = 1;
                sound.AsSpan(2, 2).CopyTo(damaged.AsSpan(2));
            }
            else
            {
                sound.CopyTo(damaged, 0);
                damaged[random.Next(60)] = (byte)random.Next(256);
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            if (GuardLeaseCodec.TryDecode(damaged, out GuardLease lease))
            {
                Assert.IsLessThanOrEqualTo(GuardLease.MaxAddresses, lease.Addresses.Length);
                Assert.IsLessThanOrEqualTo(GuardLease.MaxReleaseBytes, lease.ReleaseDatagram.Length);
            }
        }
    }

    private static GuardLease Full() => new()
    {
        Pulse = new GuardPulse(ulong.MaxValue, 4242, 123_456_789_012, 123_756_789_012, 17, true, 300_000_000),
        Addresses =
        [
            .. Enumerable.Range(1, 4).Select(i => new GuardedAddress(i, NetAddress.Parse($"10.0.0.{i}"), 24)),
            .. Enumerable.Range(5, 4).Select(i => new GuardedAddress(i, NetAddress.Parse($"fd00::{i}"), 64)),
        ],
        GateTable = "hamgm_9090_abcdefghijklmnopqrstu",
        Peers =
        [
            .. Enumerable.Range(1, 3).Select(i => new GuardPeer(NetAddress.Parse($"10.0.{i}.1"), NetAddress.Parse($"10.0.{i}.2"), 9091)),
            new GuardPeer(NetAddress.Parse("fd00::1"), NetAddress.Parse("fd00::2"), 65535),
        ],
        ReleaseDatagram = Enumerable.Range(0, 512).Select(i => (byte)i).ToArray(),
    };
}
