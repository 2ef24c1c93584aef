using System.Buffers.Binary;
using System.IO.Pipelines;
using Thrift;
using Thrift.Transport;

namespace HAMgm.Service.Thrift.Server;

/// <summary>
/// Gathers an answer and sends it when it is whole. An answer that breaks off half-way (a
/// required field that is not set) can so be replaced by an error, and the client never sees a half.
/// </summary>
internal sealed class ReplyTransport(PipeWriter writer, TConfiguration limits, bool framed, TimeSpan timeout)
    : TEndpointTransport(limits)
{
    private const int HeaderBytes = 4;

    private readonly MemoryStream _reply = new();

    public override bool IsOpen => true;

    /// <summary>Whether an answer to the current call has been sent.</summary>
    public bool HasReplied { get; private set; }

    /// <summary>A new call begins.</summary>
    public void BeginCall() => HasReplied = false;

    /// <summary>Forgets what has been gathered.</summary>
    public void Discard()
    {
        _reply.SetLength(framed ? HeaderBytes : 0);
        _reply.Position = _reply.Length;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        if (_reply.Length + length > Configuration.MaxMessageSize)
        {
            throw new TTransportException($"the answer is larger than the limit ({Configuration.MaxMessageSize} bytes)");
        }

        _reply.Write(buffer, offset, length);
        return Task.CompletedTask;
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        var length = (int)_reply.Length;
        if (framed)
        {
            BinaryPrimitives.WriteInt32BigEndian(_reply.GetBuffer(), length - HeaderBytes);
        }

        HasReplied = true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            await writer.WriteAsync(_reply.GetBuffer().AsMemory(0, length), limit.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TTransportException(TTransportException.ExceptionType.TimedOut, "the client does not take its answer", late);
        }
        finally
        {
            Discard();
            ShrinkAfterLargeReply();
        }
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

    private void ShrinkAfterLargeReply()
    {
        const int KeptBytes = 64 * 1024;
        if (_reply.Capacity > KeptBytes)
        {
            _reply.Capacity = (int)_reply.Length;
        }
    }
}
