using System.Net.Sockets;
using HAMgm.Contracts.Time;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>
/// One attempt to connect. Not by the framework's asynchronous connect: that would have its own thread watch the socket for
/// the rest of its life, and throws for each attempt while the peer is down.
/// </summary>
internal sealed class Connecting(Socket socket, MonotonicTime deadline, CancellationToken stop) : IPolled
{
    private readonly TaskCompletionSource<bool> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDecided;
    private bool _isConnected;

    /// <inheritdoc/>
    public int Descriptor { get; } = (int)socket.SafeHandle.DangerousGetHandle();

    /// <inheritdoc/>
    public bool WantsToWrite => true;

    /// <summary>Whether it became a connection; ends when that is known.</summary>
    public Task<bool> Result => _result.Task;

    /// <inheritdoc/>
    public MonotonicTime? Turn(MonotonicTime now) => _isDecided || now >= deadline || stop.IsCancellationRequested ? null : deadline;

    /// <inheritdoc/>
    public void Serve(bool isReadable, bool isWritable)
    {
        _isDecided = true;
        _isConnected = socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is 0;
    }

    /// <inheritdoc/>
    public void End() => _result.TrySetResult(_isConnected);
}
