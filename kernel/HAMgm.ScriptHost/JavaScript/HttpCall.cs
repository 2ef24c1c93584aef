using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http;
using System.Text;

namespace HAMgm.ScriptHost.JavaScript;

/// <summary>http.get: one request, bounded in time and bytes, without redirects and cookies.</summary>
internal sealed record HttpCall(int Status, string Body, TimeSpan Duration, string Error)
{
    /// <summary>No more headers than these are sent.</summary>
    public const int MaxHeaders = 32;

    private const int MaxBodyBytes = 256 * 1024;
    private static HttpClient? s_client;
    private static HttpClient? s_insecure;

    /// <summary>Asks, and waits for the answer.</summary>
    public static HttpCall Get(string url, IReadOnlyDictionary<string, string> headers, bool isInsecure, TimeSpan timeout)
    {
        long begun = Stopwatch.GetTimestamp();
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            return new HttpCall(0, "", default, $"'{Shorten(url)}' is no http or https address");
        }

        using var limit = new CancellationTokenSource(timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            foreach ((string name, string value) in headers)
            {
                _ = request.Headers.TryAddWithoutValidation(name, value);
            }

            using HttpResponseMessage response = Client(isInsecure).Send(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            string body = ReadBody(response, limit.Token);
            return new HttpCall((int)response.StatusCode, body, Stopwatch.GetElapsedTime(begun), "");
        }
        catch (OperationCanceledException)
        {
            return new HttpCall(0, "", Stopwatch.GetElapsedTime(begun), $"no answer within {timeout.TotalMilliseconds:0} ms");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or FormatException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            return new HttpCall(0, "", Stopwatch.GetElapsedTime(begun), (e.InnerException ?? e).Message);
        }
    }

    private static string ReadBody(HttpResponseMessage response, CancellationToken limit)
    {
        using Stream stream = response.Content.ReadAsStream(limit);

        // Closing the stream is what ends a read that waits.
        using CancellationTokenRegistration end = limit.Register(static state => ((Stream)state!).Dispose(), stream);
        byte[] buffer = new byte[8192];
        using var body = new MemoryStream();
        try
        {
            int read;
            while (body.Length < MaxBodyBytes && (read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, MaxBodyBytes - body.Length))) > 0)
            {
                body.Write(buffer, 0, read);
            }
        }
        catch (Exception e) when (limit.IsCancellationRequested && e is IOException or ObjectDisposedException)
        {
            throw new OperationCanceledException(limit);
        }

        return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
    }

    private static HttpClient Client(bool isInsecure) => isInsecure ? s_insecure ??= Create(true) : s_client ??= Create(false);

    [SuppressMessage("Security", "CA5359", Justification = "Only where the script asks for it: a check of a host with a certificate of its own.")]
    private static HttpClient Create(bool isInsecure)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = 32,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
        };
        if (isInsecure)
        {
#pragma warning disable CA5359 // The script asks for exactly that, by name: a check of a service with a certificate of its own.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static string Shorten(string url) => url.Length > 200 ? url[..200] : url;
}
