using System.Globalization;
using System.Text;
using LogLevel = HAMgm.Contracts.Logging.LogLevel;
using NLog;
using NLog.Targets;

namespace HAMgm.Component.Logger.Targets;

/// <summary>
/// Appends to one file, hamgm.log, and keeps older ones as hamgm.log.1 (the newest) and up. NLog's own FileTarget goes
/// silent when it cannot write; this one says so once on standard error, sends the lines there, and tries again.
/// Called on NLog's worker alone, one event at a time.
/// </summary>
internal sealed class RotatingFileTarget(
    string path, FileBounds bounds, Func<LogRecord, string> format, TimeProvider time, TextWriter standardError) : Target
{
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode LogMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private const int MostFiles = 1000;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(1);

    private FileStream? _stream;
    private long _failedAt;
    private long _lookedAt;
    private bool _failing;
    private DateTimeOffset _bornAt;
    private volatile FileBounds _bounds = bounds;
    private volatile string _error = "";
    private volatile bool _rotate;

    /// <summary>New bounds from the next line on.</summary>
    public FileBounds Bounds
    {
        get => _bounds;
        set => _bounds = value;
    }

    /// <summary>Why it cannot be written; empty while it can.</summary>
    public string LastError => _error;

    /// <summary>Begins a new file with the next line.</summary>
    public void RequestRotation() => _rotate = true;

    protected override void Write(LogEventInfo logEvent)
    {
        var line = format(((RecordEvent)logEvent).Record) + "\n";
        if (path.Length == 0 || (_failing && time.GetElapsedTime(_failedAt) < RetryAfter))
        {
            WriteToStandardError(line);
            return;
        }

        try
        {
            WriteToFile(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Fail(e);
            WriteToStandardError(line);
        }
    }

    protected override void CloseTarget()
    {
        _stream?.Dispose();
        _stream = null;
        base.CloseTarget();
    }

    private void WriteToFile(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        var stream = Open();
        if (_rotate || (stream.Length > 0 && (stream.Length + bytes.Length > _bounds.MaxBytes || IsOld())))
        {
            _rotate = false;
            Rotate();
            stream = Open();
        }

        stream.Write(bytes);
        if (_failing)
        {
            _failing = false;
            _error = "";
            stream.Write(Encoding.UTF8.GetBytes(Own(LogLevel.Info, $"{path} can be written again; what is missing here went to standard error") + "\n"));
        }
    }

    private FileStream Open()
    {
        // Somebody else's logrotate, or a tidy operator: without a look we would write for ever into a deleted file.
        if (_stream is { } open && time.GetElapsedTime(_lookedAt) >= LookAfter)
        {
            _lookedAt = time.GetTimestamp();
            if (!File.Exists(path) || new FileInfo(path).Length != open.Length)
            {
                open.Dispose();
                _stream = null;
            }
        }

        if (_stream is not null)
        {
            return _stream;
        }

        var directory = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory, DirectoryMode);
        }

        _stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = LogMode,
            BufferSize = 0,
        });
        _lookedAt = time.GetTimestamp();
        EndTornLine(_stream);
        _bornAt = FirstLineAt(_stream) ?? time.GetUtcNow();
        return _stream;
    }

    private bool IsOld() => _bounds.MaxAge > TimeSpan.Zero && time.GetUtcNow() - _bornAt >= _bounds.MaxAge;

    // The file says itself since when it has been written, whatever copied or touched it: ts=… or {"ts":"…
    private static DateTimeOffset? FirstLineAt(FileStream stream)
    {
        Span<byte> head = stackalloc byte[32];
        stream.Seek(0, SeekOrigin.Begin);
        var text = Encoding.ASCII.GetString(head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)]);
        stream.Seek(0, SeekOrigin.End);
        var begin = text.StartsWith("ts=", StringComparison.Ordinal) ? 3 : text.StartsWith("{\"ts\":\"", StringComparison.Ordinal) ? 7 : -1;
        return begin >= 0 && text.Length >= begin + 24 && DateTimeOffset.TryParse(
            text.AsSpan(begin, 24), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }

    // A full disk or a kill may have cut the last line short.
    private static void EndTornLine(FileStream stream)
    {
        if (stream.Length == 0)
        {
            return;
        }

        stream.Seek(-1, SeekOrigin.End);
        if (stream.ReadByte() != '\n')
        {
            stream.WriteByte((byte)'\n');
        }
    }

    private void Rotate()
    {
        _stream?.Dispose();
        _stream = null;
        var keep = _bounds.MaxFiles;

        // Those beyond the bound, too: it may have been lowered.
        for (var i = keep; i <= MostFiles && (i == keep || File.Exists(Numbered(i))); i++)
        {
            File.Delete(Numbered(i));
        }

        for (var i = keep - 1; i >= 1; i--)
        {
            if (File.Exists(Numbered(i)))
            {
                File.Move(Numbered(i), Numbered(i + 1), overwrite: true);
            }
        }

        if (File.Exists(path))
        {
            File.Move(path, Numbered(1), overwrite: true);
        }
    }

    private string Numbered(int number) => path + "." + number.ToString(CultureInfo.InvariantCulture);

    private void Fail(Exception e)
    {
        _stream?.Dispose();
        _stream = null;
        _failedAt = time.GetTimestamp();
        _error = e.Message;
        if (!_failing)
        {
            _failing = true;
            WriteToStandardError(Own(LogLevel.Error, $"the log file {path} cannot be written ({e.Message}): make room or give access; lines go to standard error until it can, tried every {RetryAfter.TotalSeconds:0} s") + "\n");
        }
    }

    private string Own(LogLevel level, string message) => format(LogRecord.Own(time.GetUtcNow(), level, message));

    private void WriteToStandardError(string line)
    {
        try
        {
            standardError.Write(line);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Standard error is closed as well: there is nowhere left to say it.
        }
    }
}
