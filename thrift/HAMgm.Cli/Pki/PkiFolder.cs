using HAMgm.Cli.Text;

namespace HAMgm.Cli.Pki;

/// <summary>The folder with the authority and what it has issued: NAME.crt and NAME.key, ca.crt and ca.key among them.</summary>
internal sealed class PkiFolder(string path)
{
    /// <summary>The authority's name among the files.</summary>
    public const string AuthorityName = "ca";

    /// <summary>Where it is unless --dir or the environment's HAMGM_PKI say otherwise.</summary>
    public const string DefaultPath = "/etc/hamgm/pki";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Of the environment, or the default.</summary>
    public static string PathOf(CliConsole console) =>
        console.Environment("HAMGM_PKI") is { Length: > 0 } chosen ? chosen : DefaultPath;

    /// <summary>The file of a certificate.</summary>
    public string CertificateOf(string name) => System.IO.Path.Combine(Path, name + ".crt");

    /// <summary>The file of its key.</summary>
    public string KeyOf(string name) => System.IO.Path.Combine(Path, name + ".key");

    /// <summary>All certificates, ordered by name.</summary>
    /// <exception cref="CliFailure">The folder cannot be read.</exception>
    public string[] Certificates() => Try(() =>
    {
        var files = Directory.GetFiles(Path, "*.crt");
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    });

    /// <summary>Refuses to go on where something would be overwritten.</summary>
    /// <exception cref="CliFailure">One of the files is there.</exception>
    public void RequireFree(string name, bool force)
    {
        foreach (var file in (string[])[CertificateOf(name), KeyOf(name)])
        {
            if (!force && File.Exists(file))
            {
                throw new CliFailure(ExitCode.Refused, 409, PkiMessages.Exists, PkiMessages.ExistsDetails.With(file));
            }
        }
    }

    /// <summary>
    /// Writes both files, readable by their owner alone; each appears whole or not at all, the key first. Makes the folder.
    /// </summary>
    /// <exception cref="CliFailure">The disk refuses it.</exception>
    public void Write(string name, string certificatePem, string keyPem, bool force) => Try(() =>
    {
        if (!Directory.Exists(Path))
        {
            Directory.CreateDirectory(Path, Private | UnixFileMode.UserExecute);
        }

        WriteOne(KeyOf(name), keyPem, force);
        WriteOne(CertificateOf(name), certificatePem, force);
        return 0;
    });

    /// <summary>Reads a file.</summary>
    /// <exception cref="CliFailure">It cannot be read.</exception>
    public static string Read(string file) => Try(() => File.ReadAllText(file));

    private static void WriteOne(string file, string text, bool force)
    {
        var temporary = $"{file}.{Environment.ProcessId}.new";
        try
        {
            using (var stream = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = Private,
            }))
            {
                stream.Write(System.Text.Encoding.ASCII.GetBytes(text.TrimEnd() + "\n"));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, file, overwrite: force);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static T Try<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CliFailure(ExitCode.Refused, 500, PkiMessages.FileFailed, PkiMessages.FileFailedDetails.With(refused.Message), refused);
        }
    }
}
