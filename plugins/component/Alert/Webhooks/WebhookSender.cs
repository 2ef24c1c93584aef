using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using HAMgm.Component.Alert.Sending;
using HAMgm.Component.Alert.Settings;
using HAMgm.Component.Alert.Tls;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Alert.Webhooks;

/// <summary>
/// Posts notices to a web hook. One connection a message: they are rare. Redirections are followed to the same scheme, host and port only, and only
/// those that keep the message (307, 308); what is read of an answer is bounded. The address, which may hold a token, never stands in an error.
/// </summary>
internal static class WebhookSender
{
    private const int MaxRedirections = 3;
    private const int MaxAnswerBytes = 16 * 1024;

    public static async Task<SendOutcome> SendAsync(
        AlertSettings settings, Channel channel, IReadOnlyList<Notice> notices, TimeProvider time, CancellationToken cancellationToken)
    {
        var url = ReadUrl(channel);
        var secret = channel.SecretFile.Length > 0 ? SecretFile.Read(channel.SecretFile) : "";
        var where = $"{url.Scheme}://{url.Authority}";
        var request = WebhookFormats.Write(settings, channel.Kind, url, secret, notices, time.GetUtcNow());
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(channel.Timeout);
        try
        {
            var outcome = await PostAsync(channel, request, deadline.Token);
            return outcome with { Answer = $"{where}: {Redact(outcome.Answer, url, secret)}" };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SendOutcome.Failed($"{where}: no answer within {channel.Timeout.TotalSeconds:0.#} s");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return SendOutcome.Failed($"{where}: {Redact(Innermost(broken).Message, url, secret)}");
        }
    }

    private static async Task<SendOutcome> PostAsync(Channel channel, WebhookRequest request, CancellationToken cancellationToken)
    {
        using var trust = channel.AuthorityFile.Length > 0 ? Authorities.Read(channel.AuthorityFile) : null;
        using var handler = MakeHandler(channel, trust);
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var url = request.Url;
        for (var hop = 0; hop <= MaxRedirections; hop++)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(request.Body) };
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            message.Headers.UserAgent.ParseAdd("HAMgm");
            foreach (var (name, value) in request.Headers)
            {
                message.Headers.Add(name, value);
            }

            using var answer = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var status = (int)answer.StatusCode;
            if (status is < 300 or > 399)
            {
                var body = await ReadAsync(answer, cancellationToken);
                return WebhookAnswer.Judge(channel.Kind, status, body, RetryAfter(answer));
            }

            if (Follow(url, answer) is not { } next)
            {
                return SendOutcome.Failed(DescribeRedirection(url, answer));
            }

            url = next;
        }

        return SendOutcome.Failed($"more than {MaxRedirections} redirections");
    }

    private static SocketsHttpHandler MakeHandler(Channel channel, Authorities? trust) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = channel.Timeout,
        MaxResponseHeadersLength = 32,
        MaxConnectionsPerServer = 1,
        UseCookies = false,
        UseProxy = channel.Proxy.Length > 0,
        Proxy = channel.Proxy.Length > 0 ? new WebProxy(channel.Proxy) : null,
        ActivityHeadersPropagator = null,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = trust is null ? null : trust.Validate },
    };

    // The message and its signature are for the host that was configured, and for nobody else.
    private static Uri? Follow(Uri from, HttpResponseMessage answer) =>
        (int)answer.StatusCode is 307 or 308
        && answer.Headers.Location is { } location
        && new Uri(from, location) is var to
        && to.Scheme == from.Scheme && to.Host == from.Host && to.Port == from.Port
            ? to
            : null;

    private static string DescribeRedirection(Uri from, HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        if (answer.Headers.Location is not { } location)
        {
            return $"HTTP {status} without a location";
        }

        var to = new Uri(from, location);
        return to.Host != from.Host || to.Port != from.Port || to.Scheme != from.Scheme
            ? $"HTTP {status}: redirects to {to.Scheme}://{to.Authority}, which is not followed: name the right address"
            : $"HTTP {status}: redirects in a way that drops the message, which is not followed: name the right address";
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var body = new byte[MaxAnswerBytes];
        var count = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        return body[..count];
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage answer) =>
        answer.Headers.RetryAfter is not { } asked ? null
        : asked.Delta ?? (asked.Date is { } date && answer.Headers.Date is { } now ? date - now : null);

    private static Uri ReadUrl(Channel channel)
    {
        var text = channel.UrlFile.Length > 0 ? SecretFile.Read(channel.UrlFile) : channel.Url;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.UserInfo.Length == 0
            ? url
            : throw new HamgmException(
                ErrorKind.Configuration, ErrorCodes.BadRequest, channel.Name,
                $"The address of the web hook '{channel.Name}' is none: it has to be https://… or http://…, without a user name");
    }

    // A receiver may repeat what it was asked; an error may name it.
    private static string Redact(string text, Uri url, string secret)
    {
        var parts = url.Segments.Concat(url.Query.Split('?', '&', '=')).Select(part => part.Trim('/')).Where(part => part.Length >= 8).Append(secret);
        foreach (var part in parts.Where(part => part.Length > 0).OrderByDescending(part => part.Length))
        {
            text = text.Replace(part, "***", StringComparison.Ordinal).Replace(Uri.UnescapeDataString(part), "***", StringComparison.Ordinal);
        }

        return text;
    }

    private static Exception Innermost(Exception error)
    {
        while (error.InnerException is { } inner)
        {
            error = inner;
        }

        return error;
    }
}
