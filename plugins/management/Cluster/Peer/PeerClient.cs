using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Peer;
using HAMgm.Thrift;
using HAMgm.Thrift.Peer;
using Thrift;
using Thrift.Protocol;

namespace HAMgm.Management.Cluster;

/// <summary>Calls the peer.</summary>
internal sealed class PeerClient(IPeerChannel channel, ClusterSettings settings)
{
    private static readonly TimeSpan CauseTimeout = TimeSpan.FromMilliseconds(200);
    private long _lastId;

    /// <summary>Whether a call has a chance.</summary>
    public bool IsReachable => settings.HasPeer && channel.GetConnectionStatus().IsConnected;

    /// <summary>Calls the peer as this node.</summary>
    /// <returns>The body of the answer; empty when it has none.</returns>
    /// <exception cref="PeerRefusal">The peer said no.</exception>
    /// <exception cref="HamgmException">ServiceUnavailable: not reachable, or no answer in time; what became of it is unknown.</exception>
    public Task<byte[]> CallAsync(string method, byte[]? body, CancellationToken cancellationToken) => CallAsync(method, body, settings.PeerCallTimeout, cancellationToken);

    /// <inheritdoc cref="CallAsync(string, byte[], CancellationToken)"/>
    public Task<byte[]> CallAsync(string method, byte[]? body, TimeSpan timeout, CancellationToken cancellationToken) =>
        CallAsync(method, body, new CallerIdentity($"node:{settings.NodeId}", CallerRole.Node, ""), timeout, cancellationToken);

    /// <summary>Calls the peer on somebody's behalf.</summary>
    /// <inheritdoc cref="CallAsync(string, byte[], CancellationToken)"/>
    public async Task<byte[]> CallAsync(
        string method, byte[]? body, CallerIdentity caller, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var request = new PeerRequest(Interlocked.Increment(ref _lastId), method)
        {
            Caller = caller.Name,
            CallerRole = PeerRoles.Format(caller.Role),
            TimeoutMs = (int)timeout.TotalMilliseconds,
        };
        if (body is not null)
        {
            request.Body = body;
        }

        if (Correlation.Current is not 0 and var correlation)
        {
            request.Correlation = (long)correlation;
        }

        var answer = await channel.RequestAsync(ThriftPayload.Serialize(request), timeout, cancellationToken);
        var reply = Read<PeerReply>(answer.ToArray());
        if (reply.Id != request.Id)
        {
            throw Unreadable(string.Create(CultureInfo.InvariantCulture, $"it is the answer to call {reply.Id}, not {request.Id}"));
        }

        return reply.Ok ? reply.Body ?? [] : throw PeerErrorCodec.ToException(reply);
    }

    /// <summary>
    /// Tells the peer that a change of roles which is about to reach it follows from the running call, so that its decisions and
    /// actions bear the number, too. A courtesy: when it does not arrive, nothing else is different.
    /// </summary>
    public async Task TellCauseAsync(CancellationToken cancellationToken)
    {
        if (Correlation.Current == 0 || !IsReachable)
        {
            return;
        }

        try
        {
            await CallAsync(
                PeerMethods.Cause, null, new CallerIdentity($"node:{settings.NodeId}", CallerRole.Node, ""), CauseTimeout, cancellationToken);
        }
        catch (HamgmException)
        {
            // An older peer does not know the call, a slow one is not waited for.
        }
    }

    /// <summary>The structure that the peer answered.</summary>
    /// <exception cref="HamgmException">ServiceUnavailable: it is none.</exception>
    public T Read<T>(byte[] body)
        where T : TBase, new()
    {
        try
        {
            return ThriftPayload.Deserialize<T>(body);
        }
        catch (TException broken)
        {
            throw Unreadable(broken.Message, broken);
        }
    }

    /// <summary>The JSON value that the peer answered.</summary>
    /// <exception cref="HamgmException">ServiceUnavailable: it is none.</exception>
    public T Read<T>(byte[] body, JsonTypeInfo<T> type)
    {
        try
        {
            return PeerJson.Read(body, type);
        }
        catch (JsonException broken)
        {
            throw Unreadable(broken.Message, broken);
        }
    }

    private HamgmException Unreadable(string why, Exception? inner = null) => ClusterErrors.Unavailable(
        settings.PeerId, $"The answer of {settings.PeerId} cannot be read: {why}. Do both nodes run the same version of HAMgm?", inner);
}
