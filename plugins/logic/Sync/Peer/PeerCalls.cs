using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;

namespace HAMgm.Logic.Sync.Peer;

/// <summary>Asks the peer.</summary>
internal sealed class PeerCalls(PeerDoor door)
{
    /// <summary>One question on a connection of its own.</summary>
    /// <exception cref="SyncPeerException">It cannot be reached, or did not answer in time.</exception>
    /// <exception cref="SyncFailedException">It said no.</exception>
    public async Task<SyncReply> AskAsync(SyncCall call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            await using var connection = await door.ConnectAsync(deadline.Token);
            return await AskAsync(connection, call, deadline.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SyncPeerException("The peer did not answer in time.", late);
        }
    }

    /// <summary>One question on a connection that is there.</summary>
    /// <inheritdoc cref="AskAsync(SyncCall, TimeSpan, CancellationToken)"/>
    public static async Task<SyncReply> AskAsync(PeerConnection connection, SyncCall call, CancellationToken cancellationToken)
    {
        await connection.SendAsync(call, SyncJson.Default.SyncCall, cancellationToken);
        var reply = await connection.ReceiveAsync(SyncJson.Default.SyncReply, cancellationToken)
            ?? throw new SyncPeerException("The peer closed the connection without an answer.");
        return reply.ErrorCode == ErrorCodes.None
            ? reply
            : throw new SyncFailedException(call.Order?.Kind ?? SyncKind.All, reply.ErrorCode, reply.Error ?? "The peer refused without a reason.", reply.FailedItems ?? []);
    }
}
