using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using HAMgm.Contracts.Logging;

namespace HAMgm.Management.Cluster;

/// <summary>
/// <c>audit/audit.jsonl</c> under data_dir: one JSON object a line, readable by the owner alone. A full file becomes
/// audit.jsonl.1, and so on up to .7; then the oldest goes, so that all of it stays below 64 MiB. A line about a call is
/// on the disk (fsync) before the caller has its answer. Thread-safe.
/// </summary>
/// <remarks>
/// When the disk refuses a line, the call is answered all the same: an operator who moves the VIP away from a node whose disk
/// is full must not be stopped by it. The line is in the node's log then, and so is the error.
/// </remarks>
internal sealed class AuditFile(Func<string> dataDirectory, Func<string> nodeId, TimeProvider time, ILogger log)
{
    /// <summary>When a new file is begun.</summary>
    public const long MaxBytes = 8 * 1024 * 1024;

    /// <summary>How many files are kept, the current one among them.</summary>
    public const int MaxFiles = 8;

    // Long enough for every error; what a caller sends is bounded before.
    private const int MaxTextLength = 1024;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _lock = new();

    /// <summary>Why the last line could not be written, for the node's warnings; null: it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>Writes a line.</summary>
    /// <param name="entry">What happened.</param>
    /// <param name="durable">Whether to wait until it is on the disk.</param>
    public void Write(AuditEntry entry, bool durable)
    {
        var folder = dataDirectory();
        if (folder.Length == 0)
        {
            return;
        }

        var line = Format(entry);
        lock (_lock)
        {
            try
            {
                Append(Path.Combine(folder, "audit"), line, durable);
                Problem = null;
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                Problem = $"The audit log cannot be written: {refused.Message}";
                log.Error("the audit log cannot be written; the line stands in this log only", ("error", refused.Message));
            }
        }
    }

    private static void Append(string folder, ReadOnlySpan<byte> line, bool durable)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, Private | UnixFileMode.UserExecute);
        }

        var path = Path.Combine(folder, "audit.jsonl");
        if (new FileInfo(path) is { Exists: true } full && full.Length + line.Length > MaxBytes)
        {
            Rotate(path);
        }

        // Opened for each line: lines are rare, and whoever moves the file away loses none.
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = Private,
            BufferSize = 0,
        });
        EndTornLine(file);
        file.Write(line);
        if (durable)
        {
            file.Flush(flushToDisk: true);
        }
    }

    // A kill or a full disk may have cut the last line short.
    private static void EndTornLine(FileStream file)
    {
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
            {
                file.WriteByte((byte)'\n');
            }
        }
    }

    private static void Rotate(string path)
    {
        for (var number = MaxFiles - 1; number >= 1; number--)
        {
            var older = number == 1 ? path : Numbered(path, number - 1);
            if (File.Exists(older))
            {
                File.Move(older, Numbered(path, number), overwrite: true);
            }
        }
    }

    private static string Numbered(string path, int number) => path + "." + number.ToString(CultureInfo.InvariantCulture);

    private byte[] Format(AuditEntry entry)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("node", nodeId());
            json.WriteString("event", entry.Event);
            json.WriteString("operation", entry.Operation);
            WriteIfAny(json, "subject", entry.Subject);
            WriteIfAny(json, "caller", entry.Caller);
            WriteIfAny(json, "role", entry.Role);
            WriteIfAny(json, "from", entry.From);
            WriteIfAny(json, "correlation", entry.Correlation);
            json.WriteString("result", entry.Result);
            WriteIfAny(json, "reason", entry.Reason);
            if (entry.Code != 0)
            {
                json.WriteNumber("code", entry.Code);
            }

            WriteIfAny(json, "error", entry.Error);
            if (entry.Unreported != 0)
            {
                json.WriteNumber("unreported", entry.Unreported);
            }

            json.WriteEndObject();
        }

        bytes.Write("\n"u8);
        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value.Length <= MaxTextLength ? value : string.Concat(value.AsSpan(0, MaxTextLength), "…"));
        }
    }
}
