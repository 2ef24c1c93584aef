using System.Globalization;
using System.Text;

namespace HAMgm.Daemon.Logging;

/// <summary>
/// Lines on standard error: time in UTC, level, message, key=value. Written by a thread of its own, because a reader that
/// stops reading the pipe must hold up nobody who guards a VIP; what does not fit the queue is counted and said.
/// </summary>
internal sealed class GuardLog : IDisposable
{
    private const int MaxQueued = 1000;
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(1);
    private readonly TextWriter output;
    private readonly Queue<string> queue = new();
    private readonly Thread writer;
    private bool ended;
    private long dropped;

    /// <summary>Starts the writer.</summary>
    public GuardLog(TextWriter output)
    {
        this.output = output;
        writer = new Thread(Write, 256 * 1024) { IsBackground = true, Name = "log" };
        writer.Start();
    }

    /// <summary>Something an operator may want to know.</summary>
    public void Info(string message, params ReadOnlySpan<(string Key, object? Value)> fields) => Add("INFO", message, fields);

    /// <summary>Something that is not as it should be, and was coped with.</summary>
    public void Warn(string message, params ReadOnlySpan<(string Key, object? Value)> fields) => Add("WARN", message, fields);

    /// <summary>Something that needs a person.</summary>
    public void Error(string message, params ReadOnlySpan<(string Key, object? Value)> fields) => Add("ERROR", message, fields);

    /// <summary>Writes what is queued, for at most a second.</summary>
    public void Dispose()
    {
        lock (queue)
        {
            ended = true;
            Monitor.Pulse(queue);
        }

        _ = writer.Join(FlushLimit);
    }

    /// <summary>One line. Values with blanks, quotes or control characters are quoted, so that a line stays one line.</summary>
    internal static string Compose(DateTime utc, string level, string message, ReadOnlySpan<(string Key, object? Value)> fields)
    {
        StringBuilder line = new(utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        line.Append(' ').Append(level).Append(' ').Append(message);
        foreach ((string key, object? value) in fields)
        {
            line.Append(' ').Append(key).Append('=');
            AppendValue(line, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }

        return line.ToString();
    }

    private static void AppendValue(StringBuilder line, string text)
    {
        if (text.Length > 0 && !text.Any(c => c is ' ' or '"' or '\\' or '=' || char.IsControl(c)))
        {
            line.Append(text);
            return;
        }

        line.Append('"');
        foreach (char c in text)
        {
            _ = c is '"' or '\\' ? line.Append('\\').Append(c) : line.Append(char.IsControl(c) ? ' ' : c);
        }

        line.Append('"');
    }

    private void Add(string level, string message, ReadOnlySpan<(string Key, object? Value)> fields)
    {
        string line = Compose(DateTime.UtcNow, level, message, fields);
        lock (queue)
        {
            if (queue.Count >= MaxQueued)
            {
                dropped++;
                return;
            }

            queue.Enqueue(line);
            Monitor.Pulse(queue);
        }
    }

    private void Write()
    {
        while (true)
        {
            string line;
            lock (queue)
            {
                while (queue.Count == 0)
                {
                    if (ended)
                    {
                        return;
                    }

                    Monitor.Wait(queue);
                }

                line = queue.Dequeue();
                if (dropped > 0)
                {
                    line = $"{line}{Environment.NewLine}{Compose(DateTime.UtcNow, "WARN", "log lines were dropped", [("count", dropped)])}";
                    dropped = 0;
                }
            }

            try
            {
                output.WriteLine(line);
            }
            catch (IOException)
            {
                // Nobody reads any more; guarding goes on without a log.
            }
        }
    }
}
