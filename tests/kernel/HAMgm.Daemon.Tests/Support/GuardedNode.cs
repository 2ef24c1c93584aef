using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace HAMgm.Daemon.Tests.Support;

/// <summary>A hamgm-daemon of its own with the fake service, in a folder of its own.</summary>
internal sealed partial class GuardedNode : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly List<string> lines = [];
    private Process? process;

    public GuardedNode(params string[] settings)
    {
        Folder = Directory.CreateTempSubdirectory("hdm-").FullName;
        DataDirectory = Path.Combine(Folder, "data");
        Directory.CreateDirectory(DataDirectory);
        File.WriteAllLines(ConfigPath, [$"data_dir={DataDirectory}", .. settings]);
    }

    public static string DaemonPath => Path.Combine(AppContext.BaseDirectory, "hamgm-daemon");

    public static string ServicePath => Path.Combine(AppContext.BaseDirectory, "Fixtures", "FakeService", "FakeService");

    public string Folder { get; }

    public string DataDirectory { get; }

    public string ConfigPath => Path.Combine(Folder, "config");

    public int DaemonPid => process!.Id;

    public string Log
    {
        get
        {
            lock (lines)
            {
                return string.Join('\n', lines);
            }
        }
    }

    /// <summary>Starts the daemon, in a namespace when one is named.</summary>
    public GuardedNode Start(string? network = null, IReadOnlyDictionary<string, string>? environment = null, params string[] options)
    {
        // Whoever started the tests in the background or with nohup has SIGINT or SIGHUP ignored, and children inherit that.
        List<string> command = ["env", "--default-signal=INT,HUP", DaemonPath, "--config", ConfigPath, "--service", ServicePath, .. options];
        if (network is not null)
        {
            command.InsertRange(0, ["ip", "netns", "exec", network]);
        }

        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardError = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (lines)
            {
                lines.Add(line.Data ?? "");
                Monitor.PulseAll(lines);
            }
        };
        process.BeginErrorReadLine();
        return this;
    }

    /// <summary>Waits for the n-th line that contains a text.</summary>
    public string WaitFor(string text, int nth = 1)
    {
        long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        lock (lines)
        {
            while (true)
            {
                if (lines.Where(line => line.Contains(text, StringComparison.Ordinal)).Skip(nth - 1).FirstOrDefault() is string found)
                {
                    return found;
                }

                long left = end - Environment.TickCount64;
                Assert.IsGreaterThan(0, left, $"no line number {nth} with '{text}' in:\n{string.Join('\n', lines)}");
                Monitor.Wait(lines, TimeSpan.FromMilliseconds(left));
            }
        }
    }

    public int Count(string text)
    {
        lock (lines)
        {
            return lines.Count(line => line.Contains(text, StringComparison.Ordinal));
        }
    }

    /// <summary>Waits until the service is ready for the n-th time, and gives its pid.</summary>
    public int WaitReady(int nth = 1) => (int)Field(WaitFor("service ready", nth), "pid");

    public static long Field(string line, string key) =>
        long.Parse(Regex.Match(line, $@"\b{key}=(-?\d+)").Groups[1].Value, CultureInfo.InvariantCulture);

    public void Signal(string signal) => Signal(DaemonPid, signal);

    public static void Signal(int pid, string signal) => Assert.AreEqual(0, Kill(pid, signal switch
    {
        "HUP" => 1,
        "INT" => 2,
        "KILL" => 9,
        "TERM" => 15,
        "STOP" => 19,
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    }));

    /// <summary>Waits for the daemon's end and gives its exit code.</summary>
    public int WaitExit()
    {
        Assert.IsTrue(process!.WaitForExit(Patience), $"the daemon did not end:\n{Log}");
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Waits for the first trace of something that no log line tells.</summary>
    public static void Until(Func<bool> condition, string what)
    {
        long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!condition())
        {
            Assert.IsGreaterThan(0, end - Environment.TickCount64, what);
            Thread.Sleep(5);
        }
    }

    public void Dispose()
    {
        if (process is { HasExited: false })
        {
            // Twice: the second one kills the service, and the daemon cleans up after it.
            Signal("TERM");
            Thread.Sleep(50);
            if (!process.HasExited)
            {
                Signal("TERM");
                if (!process.WaitForExit(5000))
                {
                    process.Kill();
                }
            }
        }

        process?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
