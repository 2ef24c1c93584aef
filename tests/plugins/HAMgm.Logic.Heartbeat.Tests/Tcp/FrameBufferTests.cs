using HAMgm.Contracts.Peer;
using HAMgm.Logic.Heartbeat.Tcp;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tests.Tcp;

[TestClass]
public sealed class FrameBufferTests
{
    private readonly FrameCodec _sender = new("node-001", "node-002");
    private readonly FrameBuffer _buffer = new(new FrameCodec("node-002", "node-001"));

    [TestMethod]
    public void TryTake_BeatAndStateInOnePiece_GivesBoth()
    {
        Receive([.. Frame(PeerMessageType.HeartbeatRequest, 1, 0), .. Frame(PeerMessageType.State, 2, 100)]);

        Assert.AreEqual((ulong)1, Take());
        Assert.AreEqual((ulong)2, Take());
        Assert.AreEqual(MessageSeal.NonceLength + FrameCodec.HeaderLength + 100 + FrameCodec.TrailerLength, _buffer.SealedFrame.Length);
        Assert.IsFalse(_buffer.TryTake(out _));
        Assert.IsFalse(_buffer.HasBegun);
    }

    [TestMethod]
    public void TryTake_ByteByByte_GivesEachFrameWhenItIsWhole()
    {
        byte[] all = [.. Frame(PeerMessageType.State, 1, 30), .. Frame(PeerMessageType.HeartbeatRequest, 2, 0), .. Frame(PeerMessageType.Request, 3, 5000)];
        List<ulong> taken = [];
        foreach (byte one in all)
        {
            Receive([one]);
            if (_buffer.TryTake(out Refusal refusal))
            {
                Assert.AreEqual(Refusal.None, refusal);
                taken.Add(_buffer.Header.Sequence);
                Assert.IsFalse(_buffer.HasBegun);
            }
            else
            {
                Assert.IsTrue(_buffer.HasBegun);
            }
        }

        CollectionAssert.AreEqual(new ulong[] { 1, 2, 3 }, taken);
    }

    [TestMethod]
    public void TryTake_LongestFrames_ArriveUnchanged()
    {
        for (ulong number = 1; number <= 3; number++)
        {
            byte[] frame = Frame(PeerMessageType.Request, number, FrameCodec.MaxPayloadLength);
            Receive(frame);
            Assert.AreEqual(number, Take());
            Assert.IsTrue(_buffer.SealedFrame[MessageSeal.NonceLength..].SequenceEqual(frame));
        }
    }

    [TestMethod]
    public void TryTake_WrongHeader_IsRefusedBeforeAnythingGrows()
    {
        byte[] frame = Frame(PeerMessageType.Request, 1, FrameCodec.MaxPayloadLength);
        frame[8] ^= 1;
        Receive(frame.AsSpan(0, FrameCodec.HeaderLength));

        Assert.IsTrue(_buffer.TryTake(out Refusal refusal));
        Assert.AreNotEqual(Refusal.None, refusal);
        Assert.IsLessThan(FrameCodec.MaxLength, _buffer.Reserve().Length);
    }

    [TestMethod]
    public void TryTake_WrongTrailer_IsRefused()
    {
        byte[] frame = Frame(PeerMessageType.State, 1, 100);
        frame[^1] ^= 1;
        Receive(frame);

        Assert.IsTrue(_buffer.TryTake(out Refusal refusal));
        Assert.AreEqual(Refusal.Crc, refusal);
    }

    private ulong Take()
    {
        Assert.IsTrue(_buffer.TryTake(out Refusal refusal));
        Assert.AreEqual(Refusal.None, refusal);
        return _buffer.Header.Sequence;
    }

    private void Receive(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            Span<byte> room = _buffer.Reserve();
            int count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            _buffer.Add(count);
            bytes = bytes[count..];
            if (bytes.Length > 0)
            {
                // Only the header is whole: it is what the buffer grows for.
                Assert.IsFalse(_buffer.TryTake(out _));
            }
        }
    }

    private byte[] Frame(PeerMessageType type, ulong number, int payloadLength)
    {
        byte[] frame = new byte[FrameCodec.HeaderLength + (payloadLength > 0 ? payloadLength + FrameCodec.TrailerLength : 0)];
        if (payloadLength == 0)
        {
            _ = _sender.WriteHeader(frame, new FrameHeader(type, FrameCodec.HeaderLength, number, 1));
        }
        else
        {
            new Random((int)number).NextBytes(frame.AsSpan(FrameCodec.HeaderLength));
            _ = _sender.Seal(frame, type, number, 1, payloadLength);
        }

        return frame;
    }
}
