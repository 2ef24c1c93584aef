using System.Diagnostics;
using System.Globalization;

namespace HAMgm.SystemTests;

/// <summary>One HAMgm node under test: its configuration, its two processes, its command line tool.</summary>
internal sealed class Node : IDisposable
{
    private static readonly TimeSpan RoleLimit = Patience.Seconds(15);
    private readonly WallClock? clock;
    private readonly string programs;
    private Process? daemon;

    public Node(Lab lab, LabHost host, NodeSettings? settings = null)
    {
        Host = host;
        Folder = Path.Combine(lab.Folder, host.Name);
        Directory.CreateDirectory(Folder);
        ConfigFile = Path.Combine(Folder, "hamgm.yaml");
        settings ??= new NodeSettings();
        clock = settings.Clock;
        programs = settings.Programs ?? Product.Folder;
        LabHost peer = host == lab.HostA ? lab.HostB : lab.HostA;
        File.WriteAllText(
            ConfigFile, settings.Render(host, peer, settings.DataDirectory ?? Path.Combine(Folder, "data"), Path.Combine(programs, "plugins.json")));
    }

    public LabHost Host { get; }

    public string Id => "node-" + Host.Name;

    public string Folder { get; }

    public string ConfigFile { get; }

    /// <summary>What both processes wrote to their standard streams.</summary>
    public string LogFile => Path.Combine(Folder, "console.log");

    /// <summary>The guard's pid.</summary>
    public int DaemonPid => daemon?.Id ?? throw new InvalidOperationException($"{Id} was not started");

    /// <summary>The pid of hamgm-service, the guard's child.</summary>
    public int ServicePid => FindService() ?? throw new InvalidOperationException($"{Id} has no hamgm-service");

    /// <summary>The same; null while there is none.</summary>
    public int? TryServicePid() => FindService();

    /// <summary>True while hamgm-daemon runs.</summary>
    public bool IsRunning => daemon is { HasExited: false };

    /// <summary>True when this node has the VIP bound.</summary>
    public bool HasVip => Lab.HasVip(Host);

    /// <summary>Starts hamgm-daemon; it runs in the foreground and starts the service.</summary>
    public void Start()
    {
        // Of an earlier life only: what else runs on this host belongs to the test.
        Janitor.KillAll(Host.Namespace, "hamgm-");
        daemon?.Dispose();
        // A session of its own, as a service manager gives it: where the kernel groups by session, its priority counts (docs/guard.md).
        daemon = new Process { StartInfo = DescribeStart(Host.Command("setsid", Path.Combine(programs, "hamgm-daemon"), "--config", ConfigFile)) };
        daemon.Start();
        daemon.StandardInput.Close();
    }

    /// <summary>Runs a command (from <see cref="LabHost.Command"/>) on this host with its output in the log file, and waits for its end.</summary>
    public int RunToEnd(string[] command, TimeSpan limit)
    {
        using Process process = new() { StartInfo = DescribeStart(command) };
        process.Start();
        process.StandardInput.Close();
        if (!process.WaitForExit(limit))
        {
            Janitor.KillAll(Host.Namespace);
            throw new TimeoutException($"`{string.Join(' ', command)}` still runs after {limit.TotalSeconds} s");
        }

        return process.ExitCode;
    }

    /// <summary>Waits until hamgm-daemon has ended and returns its exit code.</summary>
    public int WaitForExit(TimeSpan limit) =>
        daemon!.WaitForExit(limit) ? daemon.ExitCode : throw new TimeoutException($"hamgm-daemon of {Id} still runs after {limit.TotalSeconds} s");

    /// <summary>Sends a signal to one or both processes.</summary>
    public void Send(Signal signal, Victim victim)
    {
        ReadOnlySpan<int> pids = victim switch
        {
            Victim.Service => [ServicePid],
            Victim.Daemon => [DaemonPid],
            _ => [DaemonPid, ServicePid],
        };
        Signals.Send(pids, signal);
    }

    /// <summary>Ends the node at once, whatever state it is in.</summary>
    public void KillAll() => Janitor.KillAll(Host.Namespace);

    /// <summary>Runs hamgm-cli on this host.</summary>
    public CliResult Cli(params string[] arguments)
    {
        ShellResult result = Shell.TryRun(Host.Command([Path.Combine(programs, "hamgm-cli"), .. arguments]));
        return new CliResult(result.ExitCode, result.Output, result.Error);
    }

    /// <summary>This node's role as it says itself; "" while it does not answer.</summary>
    public string Role()
    {
        CliResult result = Cli("cluster", "status");
        return result.Success
            ? result.Data["nodes"]!.AsArray().FirstOrDefault(node => node!["nodeId"]!.GetValue<string>() == Id)?["state"]?.GetValue<string>() ?? ""
            : "";
    }

    /// <summary>Waits until this node says that it has the role.</summary>
    public void WaitForRole(string role)
    {
        Wait.Until(() => Role() == role, RoleLimit, () => $"{Id} is {role}; its last answer: {Cli("cluster", "status")}");
    }

    /// <summary>What the processes wrote to their standard streams.</summary>
    public string LogText() => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    /// <summary>What hamgm-service wrote into its log file.</summary>
    public string ServiceLogText()
    {
        string file = Path.Combine(Folder, "data", "logs", "hamgm.log");
        return File.Exists(file) ? File.ReadAllText(file) : "";
    }

    /// <summary>Waits until the log file says something.</summary>
    public void WaitForLog(string text, TimeSpan limit) =>
        Wait.Until(() => ServiceLogText().Contains(text, StringComparison.Ordinal), limit, $"'{text}' in the log of {Id}");

    public void Dispose()
    {
        KillAll();
        daemon?.Dispose();
    }

    /// <summary>The child of the guard whose program is hamgm-service.</summary>
    private int? FindService()
    {
        foreach (string children in Directory.EnumerateDirectories($"/proc/{DaemonPid}/task").Select(static task => Path.Combine(task, "children")))
        {
            foreach (string child in ReadIfThere(children).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (ReadIfThere($"/proc/{child}/comm").Trim() == "hamgm-service")
                {
                    return int.Parse(child, CultureInfo.InvariantCulture);
                }
            }
        }

        return null;
    }

    /// <summary>A thread, or a child, may end while it is looked at.</summary>
    private static string ReadIfThere(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    // exec all the way down: the pid that is started is the program's own.
    private ProcessStartInfo DescribeStart(string[] command)
    {
        ProcessStartInfo start = Shell.Describe(["sh", "-c", $"exec \"$@\" >>'{LogFile}' 2>&1", "sh", .. command]);
        if (clock is not null)
        {
            start.Environment["LD_PRELOAD"] = clock.Library;
            start.Environment["HAMGM_LAB_CLOCK"] = clock.FileName;
        }

        start.RedirectStandardOutput = false;
        start.RedirectStandardError = false;
        return start;
    }
}
