using System.Security.Cryptography;

namespace HAMgm.Logic.Heartbeat.Wire;

/// <summary>
/// HMAC-SHA-256 (RFC 2104) with one key, again and again: what is made once for the key is kept, which halves the price of each
/// (measured: 6.1 µs at once, 2.8 µs so). Thread-safe.
/// </summary>
internal sealed class StateMac(byte[] key)
{
    private readonly Lock _gate = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);

    /// <summary>Whether it is the MAC of this key.</summary>
    public bool IsOf(ReadOnlySpan<byte> otherKey) => otherKey.SequenceEqual(key);

    /// <summary>Writes the MAC, 32 bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes, Span<byte> mac)
    {
        lock (_gate)
        {
            _hash.AppendData(bytes);
            _ = _hash.GetHashAndReset(mac);
        }
    }

    /// <summary>Whether a MAC is right, in constant time.</summary>
    public bool Confirms(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> mac)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Write(bytes, expected);
        return CryptographicOperations.FixedTimeEquals(expected, mac);
    }
}
