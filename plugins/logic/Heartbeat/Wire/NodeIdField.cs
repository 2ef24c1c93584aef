using System.Text;
using HAMgm.Contracts.Errors;

namespace HAMgm.Logic.Heartbeat.Wire;

/// <summary>A node id as the wire carries it: 16 bytes of UTF-8, padded with zeros (spec/1 section 2.2.2).</summary>
internal static class NodeIdField
{
    /// <summary>Width in bytes.</summary>
    public const int Length = 16;

    /// <summary>The id as a field.</summary>
    /// <exception cref="HamgmException">The id is empty, longer than 16 bytes, or contains a zero.</exception>
    public static byte[] Encode(string nodeId, string key)
    {
        if (nodeId.Length == 0 || nodeId.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(nodeId) > Length)
        {
            throw new HamgmException(
                ErrorKind.Configuration, ErrorCodes.BadRequest, key, $"{key}: '{nodeId}' must have 1 to {Length} bytes of UTF-8; choose a shorter id.");
        }

        byte[] field = new byte[Length];
        _ = Encoding.UTF8.GetBytes(nodeId, field);
        return field;
    }
}
