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
using Thrift.Protocol;
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

    /// <summary>So many calls of one connection are served before the thread looks after the others.</summary>
    private const int CallsInARow = 64;

    private readonly LogThrottle _throttle = new(TimeSpan.FromSeconds(10));

    /// <summary>Serves one connection to its end; does not close it.</summary>
    /// <param name="context">The connection.</param>
    /// <param name="id">Its number.</param>
    /// <param name="localPeer">Who is at the other end of the Unix socket; null for TCP.</param>
    /// <param name="opened">Told once what the connection waits by.</param>
    public async Task RunAsync(ConnectionContext context, long id, PeerCredentials? localPeer, Action<ConnectionDeadline> opened)
    {
        var who = localPeer is { } peer ? $"uid {peer.UserId} pid {peer.ProcessId}" : context.RemoteEndPoint?.ToString();
        try
        {
            await ServeAsync(context, id, localPeer, opened);
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

    private async Task ServeAsync(ConnectionContext context, long id, PeerCredentials? localPeer, Action<ConnectionDeadline> opened)
    {
        var tls = localPeer is null ? await SecureAsync(context) : null;
        var reader = tls is null ? context.Transport.Input : PipeReader.Create(tls);
        var writer = tls is null ? context.Transport.Output : PipeWriter.Create(tls);
        var deadline = new ConnectionDeadline(reader, writer, stopping);
        opened(deadline);

        var request = new RequestTransport(reader, deadline, _limits);
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
        var reply = new ReplyTransport(writer, deadline, _limits, format.Framed, options.WriteTimeout);
        var head = new CallHead();
        var input = CallProtocols.ForRequest(format, request, head);
        var output = CallProtocols.ForReply(format, reply);
        for (var calls = 1; ; calls++)
        {
            // The wait for the next call stands here and in no method of its own, so that it allocates nothing.
            while (request.IsEmpty)
            {
                if (!request.TryFill(out var more))
                {
                    calls = 0;
                    if (!deadline.Begin(ConnectionDeadline.After(options.IdleTimeout), idle: true))
                    {
                        return;
                    }

                    var result = await reader.ReadAsync(CancellationToken.None);
                    deadline.End();
                    request.TakeResult(result, out more);
                }

                if (!more)
                {
                    return;
                }
            }

            if (stopping.IsCancellationRequested)
            {
                return;
            }

            var arrived = ConnectionDeadline.After(options.MessageTimeout);
            if (!format.Framed)
            {
                request.BeginMessage(arrived);
            }

            while (format.Framed && !request.TryBeginFrame())
            {
                if (!await request.FillAsync(arrived))
                {
                    throw new TTransportException(TTransportException.ExceptionType.EndOfFile, "the client has closed within a frame");
                }
            }

            head.Forget();
            reply.BeginCall();
            if (!await ServeCallAsync(processor, input, output, head, reply))
            {
                return;
            }

            deadline.Served();
            request.EndMessage();
            if (calls == CallsInARow)
            {
                // Who sends without a pause must not have a thread of the loop to himself.
                calls = 0;
                await Task.Yield();
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
        var deadline = ConnectionDeadline.After(options.FirstByteTimeout);
        while (true)
        {
            if (!await request.FillAsync(deadline, idle: true))
            {
                return null;
            }

            if (WireFormat.Detect(request.Peek(WireFormat.MaxBytes)) is { } format)
            {
                return format;
            }
        }
    }

    /// <summary>Serves one call. False: the connection must be closed.</summary>
    private ValueTask<bool> ServeCallAsync(
        ITAsyncProcessor processor, TProtocol input, TProtocol output, CallHead head, ReplyTransport reply)
    {
        var call = processor.ProcessAsync(input, output, aborting);
        return call.IsCompletedSuccessfully
            ? new ValueTask<bool>(call.Result)
            : SlowAsync();

        async ValueTask<bool> SlowAsync()
        {
            try
            {
                return await call;
            }
            catch (TException broken) when (broken is not TTransportException && head.Message is { } called && !reply.HasReplied)
            {
                // The rest of the call cannot be found any more, so this is the connection's last answer.
                var answer = new TApplicationException(TApplicationException.ExceptionType.ProtocolError, broken.Message);
                await output.WriteMessageBeginAsync(new TMessage(called.Name, TMessageType.Exception, called.SeqID), aborting);
                await answer.WriteAsync(output, aborting);
                await output.WriteMessageEndAsync(aborting);
                await output.Transport.FlushAsync(aborting);
                throw;
            }
        }
    }
}
