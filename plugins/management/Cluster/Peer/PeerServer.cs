using System.Text.Json;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;
using HAMgm.Thrift;
using HAMgm.Thrift.Peer;
using Thrift;

namespace HAMgm.Management.Cluster;

/// <summary>Answers the peer's calls: one handler a method, and every refusal as an answer rather than as silence.</summary>
internal sealed class PeerServer(ClusterSettings settings, ILogger log)
{
    /// <summary>Answers one method.</summary>
    /// <param name="body">Empty when the call has none.</param>
    /// <param name="caller">Who asks, on whose behalf.</param>
    /// <param name="cancellationToken">Cancelled when this node stops.</param>
    public delegate Task<byte[]> Handler(byte[] body, CallerIdentity caller, CancellationToken cancellationToken);

    private readonly Dictionary<string, Handler> _handlers = new(StringComparer.Ordinal);

    public void Handle(string method, Handler handler) => _handlers.Add(method, handler);

    /// <summary>Answers one call; for <see cref="Contracts.Peer.IPeerChannel.HandleRequests"/>.</summary>
    public async Task<ReadOnlyMemory<byte>> AnswerAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        PeerRequest request;
        try
        {
            request = ThriftPayload.Deserialize<PeerRequest>(payload.ToArray());
        }
        catch (TException broken)
        {
            log.Warn("a call of the peer cannot be read", ("error", broken.Message));
            return Refuse(0, ClusterErrors.BadRequest("", $"The call cannot be read: {broken.Message}."));
        }

        try
        {
            if (!_handlers.TryGetValue(request.Method, out var handler))
            {
                throw ClusterErrors.BadRequest(request.Method, $"Node '{settings.NodeId}' does not know the call '{ClusterErrors.Bound(request.Method)}'. Do both nodes run the same version of HAMgm?");
            }

            // What is done and logged from here on bears the number that the other node gave it.
            using var scope = Correlation.Use(request.__isset.correlation ? (ulong)request.Correlation : 0);
            var caller = new CallerIdentity(
                ClusterErrors.Bound(request.Caller), PeerRoles.Parse(request.CallerRole), $"node:{settings.PeerId}");
            var body = await handler(request.Body ?? [], caller, cancellationToken);
            return ThriftPayload.Serialize(new PeerReply(request.Id, ok: true) { Body = body });
        }
        catch (HamgmException refused)
        {
            return Refuse(request.Id, refused);
        }
        catch (Exception broken) when (broken is TException or JsonException)
        {
            return Refuse(request.Id, ClusterErrors.BadRequest(request.Method, $"The arguments of '{request.Method}' cannot be read: {broken.Message}."));
        }
    }

    private static ReadOnlyMemory<byte> Refuse(long id, HamgmException error) =>
        ThriftPayload.Serialize(PeerErrorCodec.ToReply(id, error));
}
