using System.Diagnostics;
using System.Globalization;
using System.Text;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.State;

namespace HAMgm.Logic.Upgrade.Installing;

/// <summary>
/// One run of the operator's hook, which may well replace the program that began it. It is no child that must be waited for: a small
/// shell script holds a lock for as long as anything of the hook runs, and writes how it ended; a later life of the service reads that, or waits
/// on the same lock. Only if the script itself was killed is the hook run again, so it has to be idempotent.
/// </summary>
/// <param name="folder">Where lock, result and output lie.</param>
internal sealed class HookRun(string folder)
{
    private const int MaxOutput = 2000;
    private const int TimedOut = 124;
    private const int KilledAtTimeOut = 137;

    // nice: the service itself runs before everything ordinary (docs/guard.md), and the hook is not to. Descriptor 9 is handed on to the hook on purpose: the lock ends when the last of its processes does.
    private const string Script = """
        cd / || exit 1
        exec 9>>"$1/lock" || exit 1
        [ -s "$1/result" ] && exit 0
        flock 9 || exit 1
        [ -s "$1/result" ] && exit 0
        nice -n 15 timeout -k 10 "$2" "$3" "$4" "$5" >"$1/output" 2>&1 </dev/null
        code=$?
        printf '%s\n' "$code" >"$1/result.new" && mv "$1/result.new" "$1/result"
        """;

    private Process? _process;

    private string ResultPath => Path.Combine(folder, "result");

    /// <summary>Why the hook failed; empty: it succeeded; null: it has not ended.</summary>
    public string? Result()
    {
        if (!File.Exists(ResultPath) || !int.TryParse(File.ReadAllText(ResultPath), CultureInfo.InvariantCulture, out var code))
        {
            return null;
        }

        return code switch
        {
            0 => "",
            TimedOut or KilledAtTimeOut => $"the hook did not end in time (upgrade.hook_timeout) and was killed. {Said()}",
            _ => string.Create(CultureInfo.InvariantCulture, $"the hook ended with code {code}. {Said()}"),
        };
    }

    /// <summary>Whether anything of it still runs, whichever life began it.</summary>
    public bool IsRunning()
    {
        if (_process is { HasExited: false })
        {
            return true;
        }

        var path = Path.Combine(folder, "lock");
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            // .NET takes the same lock (flock) as the script, and does not wait for it.
            using var mine = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Begins it, unless this life has done so already and it still runs.</summary>
    /// <exception cref="IOException">The disk refuses, or a program of the system is missing.</exception>
    public void Ensure(string hook, TimeSpan timeout, UpgradeRecord upgrade, string nodeId, string dataDirectory)
    {
        if (Result() is not null || _process is { HasExited: false })
        {
            return;
        }

        _process?.Dispose();
        DurableFile.MakeFolder(folder);
        var seconds = Math.Max(1, (long)timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("setsid", ["--wait", "/bin/sh", "-c", Script, "hamgm-upgrade", folder, seconds, hook, upgrade.PackagePath, upgrade.ToVersion])
        {
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        start.Environment["HAMGM_UPGRADE_ID"] = upgrade.Id.ToString();
        start.Environment["HAMGM_UPGRADE_PACKAGE"] = upgrade.PackagePath;
        start.Environment["HAMGM_UPGRADE_VERSION"] = upgrade.ToVersion;
        start.Environment["HAMGM_UPGRADE_FROM_VERSION"] = upgrade.FromVersion;
        start.Environment["HAMGM_NODE"] = nodeId;
        start.Environment["HAMGM_DATA_DIR"] = dataDirectory;

        // It would speak to the guard in the service's name.
        start.Environment.Remove("NOTIFY_SOCKET");
        try
        {
            _process = Process.Start(start)!;
            _process.StandardInput.Close();
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new IOException($"the hook cannot be run: {missing.Message} (setsid, flock and timeout are of the packages util-linux and coreutils)", missing);
        }
    }

    private string Said()
    {
        var path = Path.Combine(folder, "output");
        if (!File.Exists(path))
        {
            return "";
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(-Math.Min(stream.Length, MaxOutput), SeekOrigin.End);
        var buffer = new byte[MaxOutput];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return $"It said: {Encoding.UTF8.GetString(buffer, 0, length).Trim()}";
    }
}
