using System.Net.Sockets;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Tcp;

namespace HAMgm.Logic.Heartbeat.Tls;

/// <summary>One handshake: carries its bytes between the socket and the tunnel until it is over, or its time is.</summary>
internal sealed class TlsGreeting(Socket socket, TlsTunnel tunnel, Task handshake, MonotonicTime deadline, CancellationToken stop) : IPolled
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isBroken;

    /// <inheritdoc/>
    public int Descriptor { get; } = (int)socket.SafeHandle.DangerousGetHandle();

    /// <inheritdoc/>
    public bool WantsToWrite => tunnel.HasOutput;

    /// <summary>Ends when the handshake has; then everything of it is on its way.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether it ended well.</summary>
    public bool IsMade { get; private set; }

    /// <inheritdoc/>
    public MonotonicTime? Turn(MonotonicTime now)
    {
        if (handshake.IsCompleted && !tunnel.HasOutput)
        {
            IsMade = handshake.IsCompletedSuccessfully && !_isBroken;
            return null;
        }

        return _isBroken || now >= deadline || stop.IsCancellationRequested ? null : deadline;
    }

    /// <inheritdoc/>
    public void Serve(bool isReadable, bool isWritable)
    {
        if (isWritable && tunnel.Flush(socket.SafeHandle) < 0)
        {
            _isBroken = true;
        }

        // What comes behind the handshake is the connection's.
        if (isReadable && !handshake.IsCompleted && !tunnel.Receive(socket.SafeHandle))
        {
            _isBroken = true;
        }
    }

    /// <inheritdoc/>
    public void End()
    {
        if (!IsMade)
        {
            tunnel.End();
        }

        _ended.SetResult();
    }
}
