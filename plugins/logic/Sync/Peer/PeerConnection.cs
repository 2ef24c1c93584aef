using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HAMgm.Logic.Sync.Peer;

/// <summary>
/// One connection between the nodes, once both are known to each other: frames of a length (4 bytes, big-endian), JSON and, where there is
/// no TLS, an HMAC-SHA-256 of direction, number and JSON. Not thread-safe.
/// </summary>
internal sealed class PeerConnection(Socket socket, Stream stream, byte[]? key, bool isCaller) : IAsyncDisposable
{
    /// <summary>A manifest of the largest set, with room.</summary>
    public const int MaxFrameBytes = 96 * 1024 * 1024;

    private const int Step = 1024 * 1024;
    private const int MacBytes = 32;

    private ulong _sent;
    private ulong _received;

    /// <summary>Whether what goes over it cannot be read by others.</summary>
    public bool IsEncrypted => stream is SslStream;

    /// <summary>The bytes beneath, for a tunnel.</summary>
    public Stream Stream => stream;

    public Socket Socket => socket;

    public ValueTask DisposeAsync()
    {
        stream.Dispose();
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends one frame.</summary>
    /// <exception cref="SyncPeerException">The connection is gone.</exception>
    public async Task SendAsync<T>(T message, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(message, type);
        var head = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(head, payload.Length);
        try
        {
            await stream.WriteAsync(head, cancellationToken);
            await stream.WriteAsync(payload, cancellationToken);
            if (key is not null)
            {
                await stream.WriteAsync(Mac(isCaller, _sent++, payload), cancellationToken);
            }

            await stream.FlushAsync(cancellationToken);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
        {
            throw Gone(broken);
        }
    }

    /// <summary>Takes one frame; null: the other side has closed.</summary>
    /// <exception cref="SyncPeerException">The connection is gone, or what came is no frame.</exception>
    public async Task<T?> ReceiveAsync<T>(JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var head = new byte[4];
            var first = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
            if (first == 0)
            {
                return null;
            }

            var length = BinaryPrimitives.ReadInt32BigEndian(head);
            if (first < head.Length || length is < 2 or > MaxFrameBytes)
            {
                throw new SyncPeerException("What the peer sent is no frame. Do both nodes run the same version of HAMgm?");
            }

            var payload = await ReadAsync(length, cancellationToken);
            if (key is not null)
            {
                var mac = await ReadAsync(MacBytes, cancellationToken);
                if (!CryptographicOperations.FixedTimeEquals(mac, Mac(!isCaller, _received++, payload)))
                {
                    throw new SyncPeerException("What the peer sent was altered on the way: its HMAC is wrong.");
                }
            }

            return JsonSerializer.Deserialize(payload, type) ?? throw new JsonException("null is no message");
        }
        catch (JsonException wrong)
        {
            throw new SyncPeerException($"What the peer sent cannot be read: {wrong.Message} Do both nodes run the same version of HAMgm?", wrong);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
        {
            throw Gone(broken);
        }
    }

    /// <summary>Hides a text from whoever reads an unencrypted wire, or brings it back.</summary>
    public string Cover(string hex)
    {
        if (key is null)
        {
            return hex;
        }

        var bytes = Convert.FromHexString(hex);
        var mask = HMACSHA256.HashData(key, "rsync password"u8);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= mask[i % mask.Length];
        }

        return Convert.ToHexStringLower(bytes);
    }

    // What is claimed is not set aside before it has come.
    private async Task<byte[]> ReadAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[Math.Min(length, Step)];
        var have = 0;
        while (true)
        {
            await stream.ReadExactlyAsync(bytes.AsMemory(have), cancellationToken);
            have = bytes.Length;
            if (have == length)
            {
                return bytes;
            }

            Array.Resize(ref bytes, (int)Math.Min(length, (long)have * 2));
        }
    }

    private byte[] Mac(bool fromCaller, ulong number, byte[] payload)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key!);
        var head = new byte[9];
        head[0] = fromCaller ? (byte)1 : (byte)2;
        BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(1), number);
        mac.AppendData(head);
        mac.AppendData(payload);
        return mac.GetHashAndReset();
    }

    private static SyncPeerException Gone(Exception broken) => new($"The connection to the peer was lost: {broken.Message}", broken);
}
