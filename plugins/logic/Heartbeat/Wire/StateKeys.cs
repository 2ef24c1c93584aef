using System.Security.Cryptography;

namespace HAMgm.Logic.Heartbeat.Wire;

/// <summary>
/// What authenticates STATE messages: nothing, a key that both nodes derive from cluster.secret, or session keys. With those
/// each life of a node makes up a key for what it sends, and tells it to the peer over mutual TLS. Nothing has to be
/// negotiated so, and every connection of every link may tell it again. Thread-safe.
/// </summary>
internal sealed class StateKeys
{
    /// <summary>Bytes of a key.</summary>
    public const int Length = 32;

    private readonly Lock _gate = new();
    private readonly byte[] _own;
    private readonly StateMac _ownMac;
    private volatile StateMac? _peer;
    private volatile StateMac? _previous;

    private StateKeys(byte mark, byte[] own, byte[]? peer)
    {
        Mark = mark;
        _own = own;
        _ownMac = new StateMac(own);
        _peer = peer is null ? null : new StateMac(peer);
    }

    /// <summary>How it is done, as datagrams say: 0 not at all, 1 by the secret, 2 by session keys.</summary>
    public byte Mark { get; }

    /// <summary>Whether there is a MAC at all.</summary>
    public bool IsUsed => Mark != 0;

    /// <summary>Whether the keys are told over the connections.</summary>
    public bool IsSession => Mark == 2;

    /// <summary>The key of what this node sends.</summary>
    public ReadOnlySpan<byte> Own => _own;

    /// <summary>A key that both have; an empty one authenticates nothing.</summary>
    public static StateKeys Shared(byte[] key) => new(key.Length == 0 ? (byte)0 : (byte)1, key, key);

    /// <summary>A new key for this life, and none of the peer's yet.</summary>
    public static StateKeys Session() => new(2, RandomNumberGenerator.GetBytes(Length), null);

    /// <summary>The peer has told its key, over a connection that proved who it is.</summary>
    /// <returns>False when it is none.</returns>
    public bool Learn(ReadOnlySpan<byte> key)
    {
        if (!IsSession || key.Length != Length)
        {
            return false;
        }

        lock (_gate)
        {
            if (_peer is not { } known || !known.IsOf(key))
            {
                // The one before stays good: a last word of its life may still be on its way.
                _previous = _peer;
                _peer = new StateMac(key.ToArray());
            }
        }

        return true;
    }

    /// <summary>Writes a MAC.</summary>
    public void Sign(ReadOnlySpan<byte> bytes, Span<byte> mac) => _ownMac.Write(bytes, mac);

    /// <summary>Checks a MAC of the peer's.</summary>
    public Refusal Verify(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> mac) => _peer is not { } key ? Refusal.NoKey
        : key.Confirms(bytes, mac) || _previous?.Confirms(bytes, mac) == true ? Refusal.None
        : Refusal.Mac;
}
