using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using HAMgm.Thrift.Local;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol.Entities;
using Thrift.Transport;

namespace HAMgm.Service.Thrift.Server;

/// <summary>Serves connections: TLS, telling the protocol, and then one call after the other.</summary>
/// <param name="options">Time-outs and limits.</param>
/// <param name="makeProcessor">Makes the handler of one connection.</param>
/// <param name="log">Where to report to.</param>
/// <param name="stopping">Cancelled when the server begins to stop: no further call is begun.</param>
/// <param name="aborting">Cancelled when the time to drain is over: calls are broken off.</param>
internal sealed class ConnectionRunner(
    ThriftServerOptions options,
    Func<ThriftConnection, ITAsyncProcessor> makeProcessor,
    Action<LogLevel, string> log,
    CancellationToken stopping,
    CancellationToken aborting)
{
    private readonly TConfiguration _limits = new()
    {
        MaxMessageSize = options.MaxMessageBytes,
        MaxFrameSize = options.MaxMessageBytes,
    };

    private readonly LogThrottle _throttle = new(TimeSpan.FromSeconds(10));

    /// <summary>Serves one connection to its end; does not close it.</summary>
    public async Task RunAsync(ConnectionContext context, long id, PeerCredentials? localPeer)
    {
        var who = localPeer is { } peer ? $"uid {peer.UserId} pid {peer.ProcessId}" : context.RemoteEndPoint?.ToString();
        try
        {
            await ServeAsync(context, id, localPeer);
        }
        catch (FormatException foreign)
        {
            Warn($"Connection from {who} closed: {foreign.Message}.");
        }
        catch (AuthenticationException refused)
        {
            Warn($"TLS with {who} failed: {refused.Message}");
        }
        catch (TTransportException ended)
        {
            log(LogLevel.Debug, $"Connection from {who} closed: {ended.Message}.");
        }
        catch (TException broken)
        {
            Warn($"Connection from {who} closed, it sent a broken message: {broken.Message}");
        }
        catch (IOException gone)
        {
            log(LogLevel.Debug, $"Connection from {who} broke: {gone.Message}");
        }
        catch (OperationCanceledException)
        {
            log(LogLevel.Debug, $"Connection from {who} closed.");
        }
    }

    // A scanner must not be able to fill the log.
    private void Warn(string text)
    {
        if (_throttle.TryPass(out var suppressed))
        {
            log(LogLevel.Warning, suppressed == 0 ? text : $"{text} ({suppressed} like this were not logged.)");
        }
    }

    private async Task ServeAsync(ConnectionContext context, long id, PeerCredentials? localPeer)
    {
        var tls = localPeer is null ? await SecureAsync(context) : null;
        var reader = tls is null ? context.Transport.Input : PipeReader.Create(tls);
        var writer = tls is null ? context.Transport.Output : PipeWriter.Create(tls);

        var request = new RequestTransport(reader, _limits);
        if (await DetectAsync(request) is not { } format)
        {
            return;
        }

        var processor = makeProcessor(new ThriftConnection
        {
            Id = id,
            RemoteEndPoint = context.RemoteEndPoint as IPEndPoint,
            LocalPeer = localPeer,
            Certificate = tls?.RemoteCertificate as X509Certificate2,
            IsEncrypted = tls is not null,
            Protocol = format.ToString(),
            Stopping = stopping,
        });
        var reply = new ReplyTransport(writer, _limits, format.Framed, options.WriteTimeout);

        while (!stopping.IsCancellationRequested && await request.WaitForMessageAsync(options.IdleTimeout, stopping))
        {
            request.BeginMessage(options.MessageTimeout);
            reply.BeginCall();
            if (!await ServeCallAsync(processor, format, request, reply))
            {
                break;
            }
        }
    }

    private async Task<SslStream?> SecureAsync(ConnectionContext context)
    {
        var handshake = options.TlsFor?.Invoke(context.RemoteEndPoint);
        if ((handshake?.Options ?? options.Tls) is not { } how)
        {
            return null;
        }

        var tls = new SslStream(new DuplexPipeStream(context.Transport));
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        timeout.CancelAfter(options.FirstByteTimeout);
        try
        {
            await tls.AuthenticateAsServerAsync(how, timeout.Token);
            return tls;
        }
        catch (AuthenticationException refused)
        {
            handshake?.Refused(refused.Message);
            throw;
        }
    }

    /// <summary>How the client speaks; null when it has closed without having said anything.</summary>
    private async Task<WireFormat?> DetectAsync(RequestTransport request)
    {
        request.SetDeadline(options.FirstByteTimeout);
        var start = Array.Empty<byte>();
        while (true)
        {
            var more = await request.PeekBytesAsync(start.Length + 1, stopping);
            if (WireFormat.Detect(more) is { } format)
            {
                return format;
            }

            if (more.Length == start.Length)
            {
                return null;
            }

            start = more;
        }
    }

    /// <summary>Serves one call. False: the connection must be closed.</summary>
    private async Task<bool> ServeCallAsync(
        ITAsyncProcessor processor, WireFormat format, RequestTransport request, ReplyTransport reply)
    {
        // New ones for each call: whatever a call leaves behind in them is gone with it.
        TTransport framing = format.Framed ? new TFramedTransport(request) : request;
        TMessage? head = null;
        var input = CallProtocols.ForRequest(format, framing, message => head = message);
        var output = CallProtocols.ForReply(format, reply);
        try
        {
            return await processor.ProcessAsync(input, output, aborting);
        }
        catch (TException broken) when (broken is not TTransportException && head is { } call && !reply.HasReplied)
        {
            // The rest of the call cannot be found any more, so this is the connection's last answer.
            var answer = new TApplicationException(TApplicationException.ExceptionType.ProtocolError, broken.Message);
            await output.WriteMessageBeginAsync(new TMessage(call.Name, TMessageType.Exception, call.SeqID), aborting);
            await answer.WriteAsync(output, aborting);
            await output.WriteMessageEndAsync(aborting);
            await output.Transport.FlushAsync(aborting);
            throw;
        }
    }
}
