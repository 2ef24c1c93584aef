using HAMgm.Contracts.Management;
using HAMgm.Daemon.Logging;
using Microsoft.Win32.SafeHandles;

namespace HAMgm.Daemon.Control;

/// <summary>The guard's place in the node's data folder: one guard a folder (flock on daemon.lock), and its control socket.</summary>
internal sealed class DataFolder(GuardLog log, IDaemonManager manager) : IDisposable
{
    /// <summary>The file that is locked.</summary>
    public const string LockName = "daemon.lock";

    private const int WouldBlock = 11;
    private string current = "";
    private SafeFileHandle? held;
    private ControlServer? server;

    /// <summary>Takes a folder; a second time nothing happens.</summary>
    /// <returns>False, with the reason, when another guard has it.</returns>
    public bool Enter(string folder, out string refusal)
    {
        refusal = "";
        if (folder == current)
        {
            return true;
        }

        Dispose();
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB), which the kernel gives back however this process ends.
            held = File.OpenHandle(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException conflict) when (conflict.HResult == WouldBlock)
        {
            refusal = "another hamgm-daemon guards this data_dir";
            return false;
        }
        catch (IOException failure)
        {
            // A full or read-only disk is no reason to guard nothing; the service has a lock of its own.
            log.Warn("cannot lock the data folder", ("data_dir", folder), ("reason", failure.Message));
        }
        catch (UnauthorizedAccessException failure)
        {
            log.Warn("cannot lock the data folder", ("data_dir", folder), ("reason", failure.Message));
        }

        current = folder;
        server = ControlServer.TryStart(Path.Combine(folder, ControlServer.SocketName), manager, log);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        server?.Dispose();
        server = null;
        held?.Dispose();
        held = null;
        current = "";
    }
}
