using System.Threading.Tasks.Sources;

namespace HAMgm.Logic.Heartbeat.Tls;

/// <summary>
/// The encrypted side of a <see cref="TlsTunnel"/>: what the socket gave is put in, what goes to the socket is taken out.
/// SslStream sees a stream; the socket stays with the connections' thread, which waits for it in its one poll.
/// </summary>
/// <param name="onOutput">Called when there is something for the socket.</param>
internal sealed class TlsFeed(Action onOutput) : Stream, IValueTaskSource<int>
{
    // Two of the largest records.
    private const int InputLength = 2 * 17 * 1024;

    private readonly Lock _gate = new();
    private readonly byte[] _in = new byte[InputLength];
    private byte[] _out = new byte[4096];
    private ManualResetValueTaskSourceCore<int> _wait = new() { RunContinuationsAsynchronously = true };
    private Memory<byte> _target;
    private int _inStart;
    private int _inEnd;
    private int _outStart;
    private int _outEnd;
    private bool _isWaiting;
    private bool _isOver;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether something waits for the socket.</summary>
    public bool HasOutput
    {
        get
        {
            lock (_gate)
            {
                return _outEnd > _outStart;
            }
        }
    }

    /// <summary>From now on whoever puts something in decrypts it, too. Between two reads only.</summary>
    public void GoInline() => _wait.RunContinuationsAsynchronously = false;

    /// <summary>Room for what the socket gives; empty when nobody takes what is there.</summary>
    public Span<byte> Reserve()
    {
        lock (_gate)
        {
            if (_inStart > 0)
            {
                _in.AsSpan(_inStart.._inEnd).CopyTo(_in);
                _inEnd -= _inStart;
                _inStart = 0;
            }

            return _in.AsSpan(_inEnd);
        }
    }

    /// <summary>So much of the room has been filled.</summary>
    public void Add(int count)
    {
        int taken;
        lock (_gate)
        {
            _inEnd += count;
            if (!_isWaiting)
            {
                return;
            }

            _isWaiting = false;
            taken = Take(_target.Span);
        }

        _wait.SetResult(taken);
    }

    /// <summary>Nothing more comes.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
            if (!_isWaiting)
            {
                return;
            }

            _isWaiting = false;
        }

        _wait.SetResult(0);
    }

    /// <summary>Gives what waits to a sender, which tells how much it took, or that it is broken by a negative number.</summary>
    /// <returns>Negative: broken; 0: some still waits; 1: all has been taken.</returns>
    public int Flush<TState>(TState state, Func<TState, ReadOnlyMemory<byte>, int> send)
    {
        lock (_gate)
        {
            while (_outEnd > _outStart)
            {
                int sent = send(state, _out.AsMemory(_outStart.._outEnd));
                if (sent <= 0)
                {
                    return sent;
                }

                _outStart += sent;
            }

            _outStart = 0;
            _outEnd = 0;
            return 1;
        }
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            // An empty buffer asks to be told when there is something.
            if (_inEnd > _inStart || _isOver)
            {
                return new ValueTask<int>(Take(buffer.Span));
            }

            _wait.Reset();
            _target = buffer;
            _isWaiting = true;
            return new ValueTask<int>(this, _wait.Version);
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read asynchronously only.");

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_gate)
        {
            if (_out.Length - _outEnd < buffer.Length)
            {
                byte[] roomy = _outEnd - _outStart + buffer.Length <= _out.Length ? _out : new byte[Math.Max(_out.Length * 2, _outEnd - _outStart + buffer.Length)];
                _out.AsSpan(_outStart.._outEnd).CopyTo(roomy);
                _outEnd -= _outStart;
                _outStart = 0;
                _out = roomy;
            }

            buffer.CopyTo(_out.AsSpan(_outEnd));
            _outEnd += buffer.Length;
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        onOutput();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    int IValueTaskSource<int>.GetResult(short token) => _wait.GetResult(token);

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _wait.GetStatus(token);

    /// <inheritdoc/>
    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    private int Take(Span<byte> target)
    {
        int count = Math.Min(target.Length, _inEnd - _inStart);
        _in.AsSpan(_inStart, count).CopyTo(target);
        _inStart += count;
        return count;
    }
}
