using System.Diagnostics;
using System.Text;
using HAMgm.Linux;
using HAMgm.Scripts;
using HAMgm.ScriptHost.Programs;

namespace HAMgm.ScriptHost.JavaScript;

/// <summary>What the functions of one run need: how much time is left, what is allowed, where the log goes.</summary>
internal sealed class ApiContext(WorkerLimits limits, Action<string, string> log)
{
    private const int MaxFileBytes = 256 * 1024;
    private const int MaxLogLines = 100;
    private long _deadline;
    private int _logLines;

    /// <summary>Time that the run has left.</summary>
    public TimeSpan Left => TimeSpan.FromTicks(Math.Max(0, Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _deadline).Ticks));

    /// <summary>A run begins.</summary>
    public void Begin(TimeSpan timeout)
    {
        _deadline = Stopwatch.GetTimestamp() + (long)(timeout.TotalSeconds * Stopwatch.Frequency);
        _logLines = 0;
    }

    /// <summary>Says a line; beyond the bound only once that there were more.</summary>
    public void Log(string level, string text)
    {
        if (_logLines < MaxLogLines)
        {
            log(level, text);
        }
        else if (_logLines == MaxLogLines)
        {
            log("warn", $"more than {MaxLogLines} lines in one run: the rest is left out");
        }

        _logLines++;
    }

    /// <summary>Runs a program of the list.</summary>
    public ProgramCall Exec(string name, IReadOnlyList<string> arguments, TimeSpan timeout)
    {
        string? path = limits.Programs.FirstOrDefault(allowed => allowed == name || (!name.Contains('/') && Path.GetFileName(allowed) == name));
        if (path is null)
        {
            return ProgramCall.Refused($"'{name}' is not in scripts.exec; add its full path there");
        }

        ProgramResult result = new ProgramRun(limits).Run([path, .. arguments], ProgramEnvironment.Minimal, default, timeout, "");
        return new ProgramCall(result.Failure == ProgramFailure.None ? result.ExitCode : -1, result.Output, result.ErrorOutput, result.Failure == ProgramFailure.None ? "" : result.Reason);
    }

    /// <summary>Reads a file below an allowed path.</summary>
    /// <returns>Why not; empty when it was read.</returns>
    public string ReadFile(string path, out string text)
    {
        text = "";
        if (!Path.IsPathFullyQualified(path))
        {
            return "the path must begin with /";
        }

        // Before it is opened, and what was opened in the end: opening alone can have effects.
        if (!IsAllowed(Path.GetFullPath(path)))
        {
            return $"{path} is not below scripts.allowed_paths; add its folder there";
        }

        string? error = PlainFile.Read(path, MaxFileBytes, IsAllowed, out byte[] content);
        text = Encoding.UTF8.GetString(content);
        return error ?? "";
    }

    private bool IsAllowed(string path)
    {
        foreach (string allowed in limits.Paths)
        {
            if (path == allowed || (path.StartsWith(allowed, StringComparison.Ordinal) && (allowed.EndsWith('/') || path[allowed.Length] == '/')))
            {
                return true;
            }
        }

        return false;
    }
}
