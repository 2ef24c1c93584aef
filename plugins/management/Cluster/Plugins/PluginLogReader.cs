using System.Globalization;
using System.Text;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Finds a plugin's lines in the node's log file. Nothing is kept in memory for it: a line costs the same as before, and what a
/// plugin said before the process died is there too. Reads at most <see cref="MaxBytes"/> from the end, across one rotation.
/// </summary>
internal sealed class PluginLogReader(Func<string> file)
{
    /// <summary>Most lines of one answer.</summary>
    public const int MaxLines = 1000;

    /// <summary>How much of the log is looked through for one answer.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Most text of one answer: it travels in one message between the nodes.</summary>
    private const int MaxAnswer = 256 * 1024;

    private const int HeadLength = 32;

    // A file that is shorter than its head.
    private const string Unknown = "0";

    /// <summary>The last lines, or those after a cursor.</summary>
    /// <exception cref="HamgmException">ServiceUnavailable: there is no log file, or it cannot be read.</exception>
    public PluginLog Read(string pluginId, string cursor, int lines)
    {
        var path = file();
        if (path.Length == 0)
        {
            throw ClusterErrors.Unavailable("log.file", "This node keeps no log file: its lines go to standard error. See the journal of the service manager (journalctl -u hamgm).");
        }

        try
        {
            return Read(path, Mark(pluginId), cursor, Math.Clamp(lines, 1, MaxLines));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ClusterErrors.Unavailable("log.file", $"The log file {path} cannot be read: {e.Message}", e);
        }
    }

    // As component.logger writes them, as text and as JSON: lines of the plugin, and lines of the kernel about it.
    private static string[] Mark(string pluginId)
    {
        var id = ClusterErrors.Bound(pluginId);
        return [$" source={id} ", $" plugin={id} ", $" plugin={id}\n", $"\"source\":\"{id}\"", $"\"plugin\":\"{id}\""];
    }

    private static PluginLog Read(string path, string[] marks, string cursor, int most)
    {
        using var current = Open(path);
        var (head, end) = (Head(current), current.Length);
        var next = string.Create(CultureInfo.InvariantCulture, $"{head}:{end}");
        var found = new Queue<string>();
        var isCut = false;
        if (cursor.Length == 0)
        {
            // From the older file first, as far as the bound reaches.
            if (end < MaxBytes && File.Exists(path + ".1"))
            {
                using var older = Open(path + ".1");
                Collect(older, Math.Max(0, older.Length - (MaxBytes - end)), older.Length, marks, most, found);
            }

            Collect(current, Math.Max(0, end - MaxBytes), end, marks, most, found);
            return Answer(found, next, isCut);
        }

        var (wanted, from) = Parse(cursor);
        if (wanted == head || (wanted == Unknown && from < HeadLength))
        {
            isCut = end - from > MaxBytes;
            isCut |= Collect(current, isCut ? end - MaxBytes : Math.Min(from, end), end, marks, most, found);
            return Answer(found, next, isCut);
        }

        // A new file was begun since: the rest of the old one, then all of the new one.
        if (File.Exists(path + ".1"))
        {
            using var older = Open(path + ".1");
            isCut = Head(older) != wanted;
            if (!isCut)
            {
                isCut = older.Length - from > MaxBytes;
                isCut |= Collect(older, Math.Max(from, older.Length - MaxBytes), older.Length, marks, most, found);
            }
        }
        else
        {
            isCut = true;
        }

        isCut |= Collect(current, Math.Max(0, end - MaxBytes), end, marks, most, found);
        return Answer(found, next, isCut);
    }

    private static PluginLog Answer(Queue<string> found, string cursor, bool isCut)
    {
        while (found.Sum(line => line.Length) > MaxAnswer)
        {
            found.Dequeue();
            isCut = true;
        }

        return new PluginLog([.. found], cursor, isCut);
    }

    /// <returns>True when older matching lines gave way to newer ones.</returns>
    private static bool Collect(FileStream stream, long from, long to, string[] marks, int most, Queue<string> found)
    {
        stream.Position = from;
        var isCut = false;

        // Only up to the end that the cursor names: what is written meanwhile belongs to the next answer.
        using var reader = new StreamReader(new BoundedStream(stream, to - from), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, 64 * 1024, leaveOpen: true);
        if (from > 0)
        {
            stream.Position = from - 1;
            if (stream.ReadByte() != '\n')
            {
                // In the middle of a line.
                reader.ReadLine();
            }
        }

        while (reader.ReadLine() is { } line)
        {
            if (!marks.Any(mark => mark[^1] == '\n' ? line.EndsWith(mark[..^1], StringComparison.Ordinal) : line.Contains(mark, StringComparison.Ordinal)))
            {
                continue;
            }

            found.Enqueue(line);
            if (found.Count > most)
            {
                found.Dequeue();
                isCut = true;
            }
        }

        return isCut;
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    // A file is known again by how it begins (each line bears its time), so that a rotation is noticed.
    private static string Head(FileStream stream)
    {
        Span<byte> first = stackalloc byte[HeadLength];
        stream.Position = 0;
        var length = stream.ReadAtLeast(first, HeadLength, throwOnEndOfStream: false);
        return length < HeadLength ? Unknown : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(first).AsSpan(0, 8));
    }

    private static (string Head, long Offset) Parse(string cursor) =>
        cursor.Split(':') is [var head, var offset] && head.Length <= 16
        && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? (head, at)
            : throw ClusterErrors.BadRequest(cursor, $"'{ClusterErrors.Bound(cursor)}' is no cursor of a log; leave it out to begin with the last lines.");
}
