using System.Diagnostics;
using System.Text;
using HAMgm.Logic.NodeDetect.Running;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>
/// Whether a web server answers a GET as expected. A connection of its own each time (a server that accepts no new ones is not well), no
/// redirects followed, no proxy, at most 64 KiB read.
/// </summary>
internal sealed class HttpProbe : IProbe
{
    private const int MaxBodyBytes = 64 * 1024;
    private readonly HttpExpectation _expected;
    private readonly HttpMessageInvoker _client;

    public HttpProbe(HttpExpectation expected)
    {
        _expected = expected;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.Zero,
            MaxResponseHeadersLength = 32,
        };
        if (!expected.Verify)
        {
#pragma warning disable CA5359 // An operator has said `verify: false` for this one check, which sends nothing worth hiding.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        _client = new HttpMessageInvoker(handler);
    }

    public async Task<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _expected.Url) { Headers = { ConnectionClose = true } };
            request.Headers.UserAgent.ParseAdd("hamgm-detect");
            using var response = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            var found = _expected.Contains is null || await ContainsAsync(response, _expected.Contains, cancellationToken).ConfigureAwait(false);
            var took = Stopwatch.GetElapsedTime(begin);
            (string Name, double Value)[] metrics = [("status", status), ("answer_ms", took.TotalMilliseconds)];
            if (!_expected.Passes(status))
            {
                return CheckOutcome.Unhealthy($"{_expected.Url} answers {status} {response.ReasonPhrase}", metrics);
            }

            return !found
                ? CheckOutcome.Unhealthy($"{_expected.Url} answers {status}, without '{_expected.Contains}'", metrics)
                : CheckOutcome.Make(
                    took > _expected.WarnLatency ? CheckLevel.Degraded : CheckLevel.Healthy,
                    $"{_expected.Url} answers {status} within {Texts.Duration(took)}",
                    metrics);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or System.Security.Authentication.AuthenticationException)
        {
            return CheckOutcome.Unhealthy($"{_expected.Url}: {Innermost(error).Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<bool> ContainsAsync(HttpResponseMessage response, string wanted, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[MaxBodyBytes];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return buffer.AsSpan(0, length).IndexOf(Encoding.UTF8.GetBytes(wanted)) >= 0;
    }

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;
}
