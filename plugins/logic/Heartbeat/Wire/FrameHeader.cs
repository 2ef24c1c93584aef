using HAMgm.Contracts.Peer;

namespace HAMgm.Logic.Heartbeat.Wire;

/// <summary>What a frame's header says, once it has been checked (spec/1 section 2.2.2).</summary>
/// <param name="Type">Which kind of frame.</param>
/// <param name="Length">Bytes of the whole frame: 64, or 64 + payload + 4.</param>
/// <param name="Sequence">The frame's number.</param>
/// <param name="TimestampUnixMs">The sender's wall clock; shown, never reckoned with.</param>
internal readonly record struct FrameHeader(PeerMessageType Type, int Length, ulong Sequence, long TimestampUnixMs)
{
    /// <summary>Bytes between header and trailing CRC; 0 for a heartbeat.</summary>
    public int PayloadLength => Length == FrameCodec.HeaderLength ? 0 : Length - FrameCodec.HeaderLength - FrameCodec.TrailerLength;
}
