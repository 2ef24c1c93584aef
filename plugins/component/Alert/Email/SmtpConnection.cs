using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace HAMgm.Component.Alert.Email;

/// <summary>
/// One connection to a mail server: lines in and out, TLS at the beginning or half-way. Every step has a time-out; what the server sends is bounded
/// (RFC 5321 section 4.5.3 permits 512 bytes a reply line; some send more).
/// </summary>
internal sealed class SmtpConnection : IDisposable
{
    private const int MaxLineBytes = 4096;
    private const int MaxLines = 128;

    private readonly Socket _socket;
    private readonly TimeSpan _timeout;
    private readonly byte[] _buffer = new byte[MaxLineBytes];
    private Stream _stream;
    private int _start;
    private int _end;

    private SmtpConnection(Socket socket, TimeSpan timeout)
    {
        _socket = socket;
        _timeout = timeout;
        _stream = new NetworkStream(socket, ownsSocket: false);
    }

    public bool IsEncrypted => _stream is SslStream;

    /// <summary>Connects.</summary>
    /// <exception cref="SmtpException">It cannot; says why.</exception>
    public static async Task<SmtpConnection> OpenAsync(string host, int port, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await BoundedAsync($"connecting to {host}:{port}", timeout, async cancel => await socket.ConnectAsync(host, port, cancel), cancellationToken);
            return new SmtpConnection(socket, timeout);
        }
        catch (Exception failed) when (failed is SmtpException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    /// <summary>Goes on under TLS.</summary>
    /// <exception cref="SmtpException">The certificate is not trusted, or there is no TLS.</exception>
    public async Task EncryptAsync(string host, RemoteCertificateValidationCallback? validate, CancellationToken cancellationToken)
    {
        // What came in clear behind the answer to STARTTLS may be somebody else's words (CVE-2011-0411).
        if (_start != _end)
        {
            throw new SmtpException("the server sent more than its answer before TLS began; that is not trusted", isPermanent: false);
        }

        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = tls;
        var options = new SslClientAuthenticationOptions { TargetHost = host, RemoteCertificateValidationCallback = validate, EnabledSslProtocols = SslProtocols.None };
        await BoundedAsync("the TLS handshake", _timeout, async cancel => await tls.AuthenticateAsClientAsync(options, cancel), cancellationToken);
    }

    /// <summary>Sends a line, and reads the reply.</summary>
    /// <exception cref="SmtpException">The connection ended, the time is over, or it is no reply.</exception>
    public async Task<SmtpReply> AskAsync(string line, string what, CancellationToken cancellationToken)
    {
        await WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), what, cancellationToken);
        return await ReadReplyAsync(what, cancellationToken);
    }

    /// <summary>Sends bytes as they are.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> bytes, string what, CancellationToken cancellationToken) => BoundedAsync(
        what, _timeout,
        async cancel =>
        {
            await _stream.WriteAsync(bytes, cancel);
            await _stream.FlushAsync(cancel);
        },
        cancellationToken);

    /// <summary>Reads a reply of one line or several.</summary>
    public async Task<SmtpReply> ReadReplyAsync(string what, CancellationToken cancellationToken)
    {
        SmtpReply? reply = null;
        await BoundedAsync(what, _timeout, async cancel => reply = await ReadAsync(what, cancel), cancellationToken);
        return reply!;
    }

    private async Task<SmtpReply> ReadAsync(string what, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (lines.Count < MaxLines)
        {
            var line = await ReadLineAsync(what, cancellationToken);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), out var code) || code is < 200 or > 599 || (line.Length > 3 && line[3] is not (' ' or '-')))
            {
                throw new SmtpException($"{what}: this is no answer of a mail server: '{Printable(line)}'", isPermanent: false);
            }

            lines.Add(Printable(line.Length > 4 ? line[4..] : ""));
            if (line.Length == 3 || line[3] == ' ')
            {
                return new SmtpReply(code, lines);
            }
        }

        throw new SmtpException($"{what}: the answer has more than {MaxLines} lines", isPermanent: false);
    }

    private async Task<string> ReadLineAsync(string what, CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = Encoding.UTF8.GetString(_buffer, _start, length).TrimEnd('\r');
                _start += length + 1;
                return line;
            }

            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }

            if (_end == _buffer.Length)
            {
                throw new SmtpException($"{what}: a line of the answer is longer than {MaxLineBytes} bytes", isPermanent: false);
            }

            var count = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _end += count > 0 ? count : throw new SmtpException($"{what}: the server closed the connection", isPermanent: false);
        }
    }

    private static async Task BoundedAsync(string what, TimeSpan timeout, Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            await step(deadline.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SmtpException($"{what}: no answer within {timeout.TotalSeconds:0.#} s", isPermanent: false, late);
        }
        catch (Exception broken) when (broken is IOException or SocketException or AuthenticationException)
        {
            throw new SmtpException($"{what}: {(broken.InnerException ?? broken).Message}", isPermanent: false, broken);
        }
    }

    private static string Printable(string text) => string.Concat(text.Take(500).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}
