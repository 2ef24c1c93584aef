using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using HAMgm.Logic.Sync.Rsync;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Sync.Tests.Speed;

/// <summary>rsync alone: a daemon on loopback, and a client with the options of a run. With certificates through stunnel, as its users encrypt it.</summary>
internal sealed class BareRsync : IDisposable
{
    private readonly string _folder;
    private readonly int _port = PortBlock.Next();
    private readonly List<Process> _processes = [];

    public BareRsync(string folder, string source, TestPki? pki = null)
    {
        _folder = folder;
        Directory.CreateDirectory(_folder);
        var daemonPort = pki is null ? _port : PortBlock.Next();
        Start(RsyncProgram.Require("rsync"), daemonPort, "--daemon", "--no-detach", "--config=" + Write("rsyncd.conf", string.Create(
            CultureInfo.InvariantCulture, $"port = {daemonPort}\naddress = 127.0.0.1\nuse chroot = no\nlog file = {_folder}/log\n[files]\npath = {source}\nread only = yes\nuid = 0\ngid = 0\n")));
        if (pki is not null)
        {
            var wire = PortBlock.Next();
            StartStunnel("server", wire, daemonPort, pki, "client = no");
            StartStunnel("client", _port, wire, pki, "client = yes");
        }
    }

    private string Target => Path.Combine(_folder, "target");

    private string Staging => Path.Combine(_folder, "staging");

    /// <summary>As the node's files are: deleting a gigabyte just before would cost the next to write one.</summary>
    public void MoveAway(int round)
    {
        if (Directory.Exists(Target))
        {
            Directory.Move(Target, $"{Target}-{round}");
            Directory.Move(Staging, $"{Staging}-{round}");
        }
    }

    /// <summary>Deletes what was moved away.</summary>
    public void Empty(int round)
    {
        foreach (var old in new[] { $"{Target}-{round}", $"{Staging}-{round}" }.Where(Directory.Exists))
        {
            Directory.Delete(old, recursive: true);
        }
    }

    /// <summary>Fetches, and puts in place.</summary>
    /// <returns>How long rsync took, in milliseconds.</returns>
    public double Run(List<string> names)
    {
        Directory.CreateDirectory(Target);
        Directory.CreateDirectory(Staging);
        var start = new ProcessStartInfo(RsyncProgram.Require("rsync"),
        [
            .. RsyncFetch.BaseOptions, "--timeout=60", "--contimeout=15", "--out-format=%n", "--outbuf=Line",
            $"--files-from={Write("list", string.Join('\0', names) + "\0")}", $"--compare-dest={Target}",
            string.Create(CultureInfo.InvariantCulture, $"rsync://127.0.0.1:{_port}/files/"), Staging + "/",
        ])
        {
            RedirectStandardOutput = true,
        };
        var started = Stopwatch.GetTimestamp();
        using (var process = Process.Start(start)!)
        {
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode);
        }

        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        foreach (var name in names)
        {
            var place = Path.Combine(Target, name);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Move(Path.Combine(Staging, name), place, overwrite: true);
        }

        return took;
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
    }

    private void StartStunnel(string name, int accept, int connect, TestPki pki, string role)
    {
        var files = pki.Issue($"urn:hamgm:node:{name}", name);
        Start(RsyncProgram.Require("stunnel4"), accept, Write($"{name}.conf", string.Create(
            CultureInfo.InvariantCulture,
            $"foreground = yes\npid =\nsocket = l:TCP_NODELAY=1\nsocket = r:TCP_NODELAY=1\noutput = {_folder}/{name}.log\n[rsync]\n{role}\naccept = 127.0.0.1:{accept}\nconnect = 127.0.0.1:{connect}\ncert = {files.Certificate}\nkey = {files.Key}\nCAfile = {files.Authority}\nverifyChain = yes\n")));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private void Start(string program, int port, params string[] arguments)
    {
        var process = Process.Start(program, arguments);
        _processes.Add(process);
        while (true)
        {
            try
            {
                using var probe = new TcpClient("127.0.0.1", port);
                return;
            }
            catch (SocketException) when (!process.HasExited)
            {
                Thread.Yield();
            }
        }
    }
}
