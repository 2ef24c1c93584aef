using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace HAMgm.Service.Thrift.Server.Polling;

/// <summary>One accepted socket as ASP.NET's connection: its pipe receives into and sends from plain arrays.</summary>
internal sealed class PolledConnection : ConnectionContext, IDuplexPipe, IConnectionSocketFeature
{
    // Busy: woken up so often within so many milliseconds. An operator's tool never is, a load test is at once.
    private const int BusyWakeUps = 50;
    private const int BusyMilliseconds = 50;

    private static long _lastNumber;

    private readonly PollLoop _loop;
    private readonly PolledReader _reader;
    private readonly PolledWriter _writer;
    private long _countedFrom;
    private int _wakeUps;
    private int _closed;

    public PolledConnection(PollLoop loop, Socket socket, int maxBufferBytes)
    {
        _loop = loop;
        Socket = socket;
        Handle = socket.SafeHandle;
        _reader = new PolledReader(this, maxBufferBytes);
        _writer = new PolledWriter(this);
        RemoteEndPoint = socket.RemoteEndPoint;
        LocalEndPoint = socket.LocalEndPoint;
        ConnectionId = Interlocked.Increment(ref _lastNumber).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Features = new FeatureCollection();
        Features.Set<IConnectionSocketFeature>(this);
        Transport = this;
        loop.Add(this);
    }

    public Socket Socket { get; }

    /// <summary>The socket's descriptor, which stays open while a call of the system uses it.</summary>
    public SafeHandle Handle { get; }

    /// <summary>Its number at the loop.</summary>
    public long PollId { get; set; }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; }

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>(0);

    public override IDuplexPipe Transport { get; set; }

    PipeReader IDuplexPipe.Input => _reader;

    PipeWriter IDuplexPipe.Output => _writer;

    /// <summary>Called by the loop.</summary>
    public void OnEvents(uint events)
    {
        if ((events & (Epoll.Out | Epoll.Error | Epoll.HangUp)) != 0)
        {
            _writer.OnWritable();
        }

        if ((events & ~Epoll.Out) != 0)
        {
            _reader.OnReadable(ended: (events & (Epoll.PeerClosed | Epoll.HangUp | Epoll.Error)) != 0);
        }
    }

    /// <summary>Called by the loop for each event; one event of a connection is served at a time, or is soon over. True: it is busy.</summary>
    public bool CountWakeUp(long nowTick)
    {
        if (nowTick - _countedFrom >= BusyMilliseconds)
        {
            (_countedFrom, _wakeUps) = (nowTick, 0);
        }

        if (++_wakeUps < BusyWakeUps)
        {
            return false;
        }

        _wakeUps = 0;
        return true;
    }

    /// <summary>Serves what has happened and goes on serving, on this thread, until nothing comes for a while.</summary>
    public void ServeHere(uint events)
    {
        if (!_reader.TryTakeThread())
        {
            OnEvents(events);
            return;
        }

        try
        {
            OnEvents(events);
        }
        finally
        {
            _reader.LeaveThread();
        }
    }

    public void WatchReading(bool watch) => _loop.WatchReading(this, watch);

    public void WatchWriting(bool watch) => _loop.WatchWriting(this, watch);

    public override void Abort(ConnectionAbortedException abortReason) => Close(abortReason);

    /// <summary>Closes it; what was sent is in the kernel's hands already.</summary>
    public override ValueTask DisposeAsync()
    {
        Close(new ConnectionAbortedException());
        return base.DisposeAsync();
    }

    private void Close(ConnectionAbortedException reason)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        _loop.Remove(this);
        _reader.Abort(reason);
        _writer.Abort(reason);
        try
        {
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The other side was faster.
        }

        Socket.Dispose();
    }
}
