using System.Globalization;
using System.Text;
using HAMgm.Logic.Sync.Files;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync.Rsync;

/// <summary>
/// Writes what rsync's daemon reads: one read-only module for each path of each set, behind a password, on loopback. The daemon reads
/// it again at every connection.
/// </summary>
internal sealed class RsyncModules(SyncSettings settings)
{
    /// <summary>The user of the modules; no user of the system.</summary>
    public const string User = "hamgm";

    private string Folder => Path.Combine(settings.Folder, "rsyncd");

    /// <summary>The daemon's configuration.</summary>
    public string ConfigFile => Path.Combine(Folder, "rsyncd.conf");

    /// <summary>Where the daemon notes its number.</summary>
    public string PidFile => Path.Combine(Folder, "rsyncd.pid");

    /// <summary>What it logs.</summary>
    public string LogFile => Path.Combine(Folder, "rsyncd.log");

    /// <summary>Name of the module of a path.</summary>
    public static string NameOf(SyncSet set, int path) => string.Create(CultureInfo.InvariantCulture, $"{set.Name}.{path}");

    /// <summary>Writes configuration and password.</summary>
    /// <param name="password">In hex.</param>
    /// <param name="withGlobals">False: only the modules, for the include of a configuration that is the distribution's.</param>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Write(string password, bool withGlobals)
    {
        Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var secrets = Path.Combine(Folder, "rsyncd.secrets");
        WritePrivate(secrets, $"{User}:{password}\n");
        var text = new StringBuilder("# Written by HAMgm (logic.sync) at every start; changes are lost.\n");
        if (withGlobals)
        {
            text.Append(CultureInfo.InvariantCulture, $"port = {settings.RsyncPort}\naddress = 127.0.0.1\npid file = {PidFile}\nlog file = {LogFile}\n");
        }

        foreach (var set in settings.Sets)
        {
            for (var i = 0; i < set.Paths.Count; i++)
            {
                Append(text, set, i, secrets);
            }
        }

        WritePrivate(ConfigFile, text.ToString());
    }

    private void Append(StringBuilder text, SyncSet set, int index, string secrets)
    {
        var path = set.PlaceOf(set.Paths[index]);
        var isFile = NativeFiles.Stat(path) is { Kind: not FileKind.Directory };
        var name = NameOf(set, index);
        text.Append(CultureInfo.InvariantCulture, $"\n[{name}]\npath = {(isFile ? Path.GetDirectoryName(path) : path)}\n");
        text.Append("read only = yes\nlist = no\nreverse lookup = no\nmax connections = 8\ntimeout = 120\n");
        text.Append(CultureInfo.InvariantCulture, $"lock file = {Path.Combine(Folder, "rsyncd.lock")}\n");
        text.Append(CultureInfo.InvariantCulture, $"auth users = {User}\nsecrets file = {secrets}\nhosts allow = 127.0.0.1\n");

        // Within a chroot nobody can lead the daemon astray by exchanging a directory for a link.
        text.Append(NativeFiles.IsRoot ? "use chroot = yes\nuid = 0\ngid = 0\n" : "use chroot = no\n");
        if (isFile)
        {
            var rules = Path.Combine(Folder, $"{name}.include");
            WritePrivate(rules, $"+ /{Escape(Path.GetFileName(path))}\n- *\n");
            text.Append(CultureInfo.InvariantCulture, $"filter = merge {rules}\n");
        }
    }

    private static string Escape(string name) =>
        string.Concat(name.Select(letter => letter is '*' or '?' or '[' or '\\' ? $"\\{letter}" : letter.ToString()));

    private static void WritePrivate(string path, string text)
    {
        var draft = path + ".new";
        File.Delete(draft);
        using (var file = new FileStream(draft, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
        }

        File.Move(draft, path, overwrite: true);
    }
}
