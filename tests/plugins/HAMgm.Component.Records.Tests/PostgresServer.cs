using System.Diagnostics;
using System.Globalization;
using HAMgm.TestSupport;

namespace HAMgm.Component.Records.Tests;

/// <summary>
/// Debian's PostgreSQL for one run of the tests, in a folder of its own on a port of its own. It refuses to run as root, so root runs it as nobody.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hamgm-pg-");
    private readonly string _programs;
    private readonly int _port = PortBlock.Next();

    private PostgresServer(string programs)
    {
        _programs = programs;
        if (Environment.UserName == "root")
        {
            File.SetUnixFileMode(_folder.FullName, (UnixFileMode)0x1FF);
        }

        Run("initdb", "-D", Data, "-U", "hamgm", "-A", "trust", "--no-sync", "--locale=C.UTF-8");
        Run("pg_ctl", "-D", Data, "-w", "-t", "30", "-l", Path.Combine(Data, "log"), "-o",
            string.Create(CultureInfo.InvariantCulture, $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=20 -c shared_buffers=16MB"), "start");
    }

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=hamgm;Database=postgres");

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Starts it; null: it is not installed.</summary>
    public static PostgresServer? Start()
    {
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            : null;
        return programs is null ? null : new PostgresServer(programs);
    }

    public void Dispose()
    {
        Run("pg_ctl", "-D", Data, "-m", "immediate", "stop");
        _folder.Delete(recursive: true);
    }

    private void Run(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        var start = Environment.UserName == "root"
            ? new ProcessStartInfo("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.WorkingDirectory = "/";

        // Into a file: the server itself inherits it, and would hold a pipe open.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >\"$0\" 2>&1 </dev/null", Path.Combine(_folder.FullName, "out"), start.FileName, .. start.ArgumentList]) { WorkingDirectory = "/" })!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} failed: {File.ReadAllText(Path.Combine(_folder.FullName, "out"))}");
        }
    }
}
