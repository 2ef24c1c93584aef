using System.ComponentModel;
using System.Runtime.InteropServices;

namespace HAMgm.Cli.Output;

/// <summary>
/// Writes to standard output or standard error. Console's own stream keeps silent when the reader of a
/// pipe has gone, so that "cluster events --follow | head" would never end; FileStream writes at
/// positions, and so over what other programs write to the same file.
/// </summary>
internal sealed class DescriptorStream(int descriptor) : Stream
{
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int BrokenPipe = 32;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="OutputLostException">It does not arrive.</exception>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        while (count > 0)
        {
            var written = (int)NativeWrite(descriptor, ref buffer[offset], (nuint)count);
            if (written >= 0)
            {
                offset += written;
                count -= written;
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    break;
                case TryAgain:
                    // Whoever started us has made the terminal non-blocking.
                    Thread.Sleep(1);
                    break;
                case var error:
                    throw new OutputLostException(new Win32Exception(error).Message, readerHasGone: error == BrokenPipe);
            }
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

    // A write to a terminal, a pipe or a file is short: no need of another thread.
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint NativeWrite(int descriptor, ref byte buffer, nuint count);
}
