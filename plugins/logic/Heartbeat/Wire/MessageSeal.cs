using System.Security.Cryptography;

namespace HAMgm.Logic.Heartbeat.Wire;

/// <summary>
/// Authenticates the requests and replies of one connection: HMAC-SHA-256 over the nonce that the accepting side gave, the
/// header and the payload. The nonce keeps what was recorded on another connection from being played again; the rising
/// numbers do so within one.
/// </summary>
/// <remarks>
/// The bytes are laid out as nonce, header, payload in one buffer, so that one call authenticates them without copying.
/// </remarks>
internal sealed class MessageSeal
{
    /// <summary>Bytes of the nonce; buffers keep that much room before a frame.</summary>
    public const int NonceLength = 16;

    /// <summary>Bytes of a MAC, at the end of a payload.</summary>
    public const int MacLength = HMACSHA256.HashSizeInBytes;

    private readonly byte[] _key;
    private readonly byte[] _nonce = new byte[NonceLength];

    /// <summary>A seal for one connection; an empty key seals nothing and takes everything.</summary>
    public MessageSeal(byte[] key)
    {
        _key = key;
        IsReady = key.Length == 0;
    }

    /// <summary>Whether the cluster has a secret.</summary>
    public bool IsUsed => _key.Length != 0;

    /// <summary>Bytes that it adds to a payload.</summary>
    public int Overhead => IsUsed ? MacLength : 0;

    /// <summary>False until the nonce is known.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Makes a nonce, on the accepting side.</summary>
    public ReadOnlySpan<byte> CreateNonce()
    {
        RandomNumberGenerator.Fill(_nonce);
        IsReady = true;
        return _nonce;
    }

    /// <summary>Takes the other side's nonce, once.</summary>
    public bool TrySetNonce(ReadOnlySpan<byte> nonce)
    {
        if (IsReady || nonce.Length != NonceLength)
        {
            return false;
        }

        nonce.CopyTo(_nonce);
        IsReady = true;
        return true;
    }

    /// <summary>Writes the MAC.</summary>
    /// <param name="sealedBytes">Room for the nonce, then header and payload.</param>
    /// <param name="mac">Where it goes.</param>
    public void Sign(Span<byte> sealedBytes, Span<byte> mac)
    {
        _nonce.CopyTo(sealedBytes);
        _ = HMACSHA256.HashData(_key, sealedBytes, mac);
    }

    /// <summary>Checks a MAC.</summary>
    /// <param name="sealedBytes">Room for the nonce, then header and payload.</param>
    /// <param name="mac">What came behind them.</param>
    public bool Verify(Span<byte> sealedBytes, ReadOnlySpan<byte> mac)
    {
        if (!IsReady)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[MacLength];
        _nonce.CopyTo(sealedBytes);
        _ = HMACSHA256.HashData(_key, sealedBytes, expected);
        return CryptographicOperations.FixedTimeEquals(expected, mac);
    }
}
