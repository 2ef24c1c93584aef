using System.Security.Cryptography;
using System.Text;

namespace HAMgm.Logic.Heartbeat.Wire;

/// <summary>
/// The keys that follow from cluster.secret, by HKDF-SHA-256 (RFC 5869) with cluster.id as salt: one for each use, so that
/// what was made for one is worth nothing in the other. Both are empty where there is no secret.
/// </summary>
/// <param name="State">Authenticates STATE datagrams.</param>
/// <param name="Message">Authenticates requests and replies.</param>
internal sealed record LinkKeys(byte[] State, byte[] Message)
{
    private const int KeyLength = 32;

    /// <summary>Derives the keys; empty ones from an empty secret.</summary>
    public static LinkKeys Derive(string clusterId, string secret) =>
        secret.Length == 0
            ? new LinkKeys([], [])
            : new LinkKeys(Derive(clusterId, secret, "hamgm/state/1"u8), Derive(clusterId, secret, "hamgm/message/1"u8));

    private static byte[] Derive(string clusterId, string secret, ReadOnlySpan<byte> use)
    {
        byte[] key = new byte[KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), key, Encoding.UTF8.GetBytes(clusterId), use);
        return key;
    }
}
