using Jint.Parser;
using ParsedScript = Jint.Parser.Ast.Program;

namespace HAMgm.ScriptHost.JavaScript;

/// <summary>Parsed scripts, so that a check which runs every second is read and parsed once. Looks at the file before each run.</summary>
internal sealed class ScriptCache
{
    /// <summary>No script is larger, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int MaxScripts = 1024;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The parsed script.</summary>
    /// <exception cref="IOException">It cannot be read, or is too large.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="ParserException">It is no JavaScript.</exception>
    public ParsedScript Get(string path)
    {
        var file = new FileInfo(path);
        long length = file.Length;
        long changed = file.LastWriteTimeUtc.Ticks;
        if (_entries.TryGetValue(path, out Entry? known) && known.Length == length && known.Changed == changed)
        {
            return known.Program;
        }

        if (length > MaxBytes)
        {
            throw new IOException($"{path} is {length} bytes long; at most {MaxBytes} are allowed");
        }

        string source = File.ReadAllText(path);
        if (source.Length > MaxBytes)
        {
            throw new IOException($"{path} is longer than {MaxBytes} bytes");
        }

        ParsedScript program = new JavaScriptParser().Parse(source, new ParserOptions { Source = Path.GetFileName(path) });
        if (_entries.Count >= MaxScripts)
        {
            _entries.Clear();
        }

        _entries[path] = new Entry(length, changed, program);
        return program;
    }

    private sealed record Entry(long Length, long Changed, ParsedScript Program);
}
