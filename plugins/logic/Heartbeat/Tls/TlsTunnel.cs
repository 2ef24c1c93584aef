using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using HAMgm.Logic.Heartbeat.Tcp;

namespace HAMgm.Logic.Heartbeat.Tls;

/// <summary>
/// TLS for a connection whose socket the connections' thread polls. During the handshake, which costs milliseconds, the thread
/// pool computes; afterwards bytes are decrypted where they were received, and encrypted where they are written: a beat
/// wakes nobody more than without TLS.
/// </summary>
internal sealed class TlsTunnel : IDisposable
{
    // The largest plain text of a record (RFC 8446 section 5.1).
    private const int RecordLength = 16 * 1024;

    private readonly TlsFeed _feed;
    private readonly SslStream _tls;
    private readonly byte[] _plain = new byte[RecordLength];
    private ValueTask<int> _read;
    private bool _isReading;

    /// <summary>Makes one; the handshake follows.</summary>
    /// <param name="onOutput">Called when the handshake has something for the socket.</param>
    public TlsTunnel(Action onOutput)
    {
        _feed = new TlsFeed(onOutput);
        _tls = new SslStream(_feed, leaveInnerStreamOpen: false);
    }

    /// <summary>Whether something waits for the socket.</summary>
    public bool HasOutput => _feed.HasOutput;

    /// <summary>Begins the handshake as the one that connected.</summary>
    public Task GreetAsync(SslClientAuthenticationOptions options) => _tls.AuthenticateAsClientAsync(options, CancellationToken.None);

    /// <summary>Begins the handshake as the one that accepted.</summary>
    public Task GreetAsync(SslServerAuthenticationOptions options) => _tls.AuthenticateAsServerAsync(options, CancellationToken.None);

    /// <summary>The handshake is over: from now on <see cref="Receive"/>, <see cref="TryRead"/> and <see cref="TryWrite"/> are used.</summary>
    public void Open() => _feed.GoInline();

    /// <summary>Takes what the socket has.</summary>
    /// <returns>False when the connection is over, or sends what nobody can take.</returns>
    public bool Receive(SafeHandle socket)
    {
        Span<byte> room = _feed.Reserve();
        if (room.IsEmpty || !NativeStream.TryReceive(socket, room, out int count))
        {
            return false;
        }

        if (count > 0)
        {
            _feed.Add(count);
        }

        return true;
    }

    /// <summary>Decrypts some of what was received. On the connections' thread.</summary>
    /// <param name="plain">Valid until the next call; empty when there is nothing more just now.</param>
    /// <returns>False when the connection is over: closed by the peer, or tampered with.</returns>
    [SuppressMessage("Reliability", "CA2012:Use ValueTasks correctly", Justification = "Consumed once; asked for its completion in between, which is allowed.")]
    public bool TryRead(out ReadOnlySpan<byte> plain)
    {
        plain = default;
        try
        {
            if (!_isReading)
            {
                _read = _tls.ReadAsync(_plain);
                _isReading = true;
            }

            if (!_read.IsCompleted)
            {
                return true;
            }

            _isReading = false;
            int count = _read.GetAwaiter().GetResult();
            plain = _plain.AsSpan(0, count);
            return count > 0;
        }
        catch (Exception broken) when (broken is IOException or AuthenticationException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Encrypts, and gives the socket what it takes at once. One caller at a time.</summary>
    /// <returns>Negative: broken; 0: some waits, <see cref="Flush"/> it when the socket takes more; 1: all is out.</returns>
    public int TryWrite(SafeHandle socket, byte[] bytes, int start, int length)
    {
        try
        {
            _tls.Write(bytes, start, length);
            return Flush(socket);
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            return -1;
        }
    }

    /// <summary>Gives the socket what it takes at once.</summary>
    /// <returns>As <see cref="TryWrite"/>.</returns>
    public int Flush(SafeHandle socket) => _feed.Flush(socket, static (to, bytes) => NativeStream.Send(to, bytes.Span));

    /// <summary>Nothing more comes: a handshake that waits for it fails.</summary>
    public void End() => _feed.End();

    /// <inheritdoc/>
    public void Dispose() => _tls.Dispose();
}
