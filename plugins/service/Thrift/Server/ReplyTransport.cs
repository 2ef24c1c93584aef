using System.Buffers.Binary;
using System.IO.Pipelines;
using Thrift;
using Thrift.Transport;

namespace HAMgm.Service.Thrift.Server;

/// <summary>
/// Gathers an answer and sends it, in one piece, when it is whole. An answer that breaks off half-way
/// (a required field that is not set) can so be replaced by an error, and the client never sees a half.
/// </summary>
internal sealed class ReplyTransport(
    PipeWriter writer, ConnectionDeadline deadline, TConfiguration limits, bool framed, TimeSpan timeout) : WindowTransport(limits)
{
    private const int HeaderBytes = 4;
    private const int StartBytes = 1024;
    private const int KeptBytes = 64 * 1024;

    private readonly int _header = framed ? HeaderBytes : 0;
    private byte[] _reply = [];

    public override bool IsOpen => true;

    /// <summary>Whether an answer to the current call has been sent.</summary>
    public bool HasReplied { get; private set; }

    private long LargestEnd => _header + (long)Configuration.MaxMessageSize;

    /// <summary>A new call begins.</summary>
    public void BeginCall() => HasReplied = false;

    /// <summary>Forgets what has been gathered.</summary>
    public void Discard()
    {
        if (_reply.Length is 0 or > KeptBytes)
        {
            _reply = new byte[StartBytes];
        }

        OpenWindow(_header);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        var position = WriteWindowPosition;
        var end = (long)position + length;
        if (end > LargestEnd)
        {
            throw new TTransportException($"the answer is larger than the limit ({Configuration.MaxMessageSize} bytes)");
        }

        if (end > _reply.Length)
        {
            Array.Resize(ref _reply, (int)Math.Max(end, _reply.Length * 2L));
        }

        buffer.AsSpan(offset, length).CopyTo(_reply.AsSpan(position));
        OpenWindow((int)end);
        return Task.CompletedTask;
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        var length = WriteWindowPosition;
        if (framed)
        {
            BinaryPrimitives.WriteInt32BigEndian(_reply, length - HeaderBytes);
        }

        HasReplied = true;
        var sending = writer.WriteAsync(_reply.AsMemory(0, length), CancellationToken.None);
        if (!sending.IsCompletedSuccessfully)
        {
            return SendAsync(sending);
        }

        Check(sending.Result);
        Discard();
        return Task.CompletedTask;
    }

    public override ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Answers are only written.");

    public override Task OpenAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public override void Close()
    {
    }

    // Generated code does not dispose what it is given; the connection owns the pipe.
    protected override void Dispose(bool disposing)
    {
    }

    private async Task SendAsync(ValueTask<FlushResult> sending)
    {
        deadline.Begin(ConnectionDeadline.After(timeout), idle: false);
        try
        {
            Check(await sending);
        }
        finally
        {
            deadline.End();
            Discard();
        }
    }

    private static void Check(FlushResult sent)
    {
        if (sent.IsCanceled)
        {
            throw new TTransportException(TTransportException.ExceptionType.TimedOut, "the client does not take its answer");
        }
    }

    private void OpenWindow(int position) =>
        SetWriteWindow(_reply, position, (int)Math.Min(_reply.Length, LargestEnd));
}
