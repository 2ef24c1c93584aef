using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace Thrift.Transport.Client;

/// <summary>
/// A client that posts each message to an HTTP server and reads the answer from its body. The answer
/// is taken as it arrives, and no more of it than a message may have.
/// </summary>
public class THttpTransport : TEndpointTransport
{
    private const int DefaultTimeoutMilliseconds = 30_000;

    private static readonly MediaTypeHeaderValue ThriftType = new("application/x-thrift");

    private readonly Uri _address;
    private readonly HttpClient _client;
    private readonly MemoryStream _request = new();
    private HttpResponseMessage? _response;
    private Stream? _answer;
    private bool _disposed;

    /// <summary>To an address, with headers of its own.</summary>
    public THttpTransport(Uri uri, TConfiguration? config, IDictionary<string, string>? customRequestHeaders = null, string? userAgent = null)
        : this(uri, config, [], customRequestHeaders, userAgent)
    {
    }

    /// <summary>To an address, with client certificates and headers of its own.</summary>
    public THttpTransport(
        Uri uri,
        TConfiguration? config,
        IEnumerable<X509Certificate> certificates,
        IDictionary<string, string>? customRequestHeaders,
        string? userAgent = null)
        : base(config)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        _address = uri ?? throw new ArgumentNullException(nameof(uri));
        var handler = new HttpClientHandler { AllowAutoRedirect = false };
        handler.ClientCertificates.AddRange(certificates.ToArray());
        _client = new HttpClient(handler, disposeHandler: true) { Timeout = TimeSpan.FromMilliseconds(DefaultTimeoutMilliseconds) };
        _client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(ThriftType.MediaType!));
        _client.DefaultRequestHeaders.UserAgent.TryParseAdd(string.IsNullOrEmpty(userAgent) ? "HAMgm-Thrift" : userAgent);
        foreach (var (name, value) in customRequestHeaders ?? new Dictionary<string, string>())
        {
            _client.DefaultRequestHeaders.Add(name, value);
        }
    }

    /// <inheritdoc/>
    public override bool IsOpen => !_disposed;

    /// <summary>The headers of each request.</summary>
    public HttpRequestHeaders RequestHeaders => _client.DefaultRequestHeaders;

    /// <summary>How long a request may take until its answer begins, milliseconds. Default: 30,000.</summary>
    public int ConnectTimeout
    {
        get => (int)_client.Timeout.TotalMilliseconds;
        set => _client.Timeout = TimeSpan.FromMilliseconds(value);
    }

    /// <inheritdoc/>
    public override Task OpenAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Close() => EndAnswer();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        var answer = _answer ?? throw new TTransportException(TTransportException.ExceptionType.NotOpen, "No request has been sent.");
        try
        {
            var count = await answer.ReadAsync(buffer.AsMemory(offset, length), cancellationToken);
            CountConsumedMessageBytes(count);
            return count;
        }
        catch (IOException broken)
        {
            throw new TTransportException($"The answer of {_address} broke off: {broken.Message}", broken);
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (_request.Length + length > Configuration.MaxMessageSize)
        {
            throw new TTransportException($"A message is larger than the limit ({Configuration.MaxMessageSize} bytes).");
        }

        _request.Write(buffer, offset, length);
        return Task.CompletedTask;
    }

    /// <summary>Posts what has been written and waits until the answer begins.</summary>
    /// <exception cref="TTransportException">The server cannot be reached, is too slow, or answers with another status than 200.</exception>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        EndAnswer();
        var body = new ByteArrayContent(_request.ToArray());
        body.Headers.ContentType = ThriftType;
        _request.SetLength(0);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = body };
        try
        {
            _response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (_response.StatusCode != System.Net.HttpStatusCode.OK)
            {
                throw new TTransportException($"{_address} answers with status {(int)_response.StatusCode}.");
            }

            _answer = await _response.Content.ReadAsStreamAsync(cancellationToken);
        }
        catch (HttpRequestException refused)
        {
            throw new TTransportException(TTransportException.ExceptionType.NotOpen, $"Cannot reach {_address}: {refused.Message}", refused);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TTransportException(
                TTransportException.ExceptionType.TimedOut, $"No answer of {_address} within {ConnectTimeout} ms.", late);
        }

        ResetConsumedMessageSize();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            EndAnswer();
            _client.Dispose();
            _request.Dispose();
        }

        _disposed = true;
    }

    private void EndAnswer()
    {
        _answer?.Dispose();
        _response?.Dispose();
        (_answer, _response) = (null, null);
    }
}
