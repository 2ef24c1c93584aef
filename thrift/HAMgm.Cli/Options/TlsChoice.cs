using System.CommandLine;
using HAMgm.Cli.Pki;
using HAMgm.Cli.Text;
using HAMgm.Tls;

namespace HAMgm.Cli.Options;

/// <summary>
/// Which certificates a connection over TCP takes: those of the options, else of <c>tls:</c> in the configuration file, else
/// ca.crt, admin.crt and admin.key of /etc/hamgm/pki where the caller can read them (design section 8).
/// </summary>
/// <param name="Files">The files.</param>
/// <param name="IsAsked">True: somebody chose them, so that no connection is made without TLS. False: they were just there.</param>
/// <param name="IsOption">True: chosen on the command line, so that the local socket is not taken instead.</param>
internal sealed record TlsChoice(TlsFiles Files, bool IsAsked, bool IsOption)
{
    private const string DefaultName = "admin";

    /// <summary>Finds them; null: there are none.</summary>
    /// <exception cref="CliFailure">Some were given, but not all three.</exception>
    public static TlsChoice? Of(
        ParseResult parsed, GlobalOptions options, Dictionary<string, string> file, string? filePath, CliConsole console)
    {
        string?[] fromOptions = [Given(parsed, options.TlsCa), Given(parsed, options.TlsCert), Given(parsed, options.TlsKey)];
        string?[] fromFile = [.. ((string[])["tls.ca", "tls.cert", "tls.key"]).Select(key => file.GetValueOrDefault(key) is { Length: > 0 } path ? Resolve(path, filePath!, console) : null)];
        string?[] chosen = [.. fromOptions.Zip(fromFile, (option, setting) => option ?? setting)];
        if (chosen.Any(path => path is not null))
        {
            var missing = Array.FindIndex(chosen, path => path is null);
            return missing < 0
                ? new TlsChoice(new TlsFiles(chosen[0]!, chosen[1]!, chosen[2]!), IsAsked: true, fromOptions.Any(path => path is not null))
                : throw CliFailure.Usage(PkiMessages.NeedsAllThree.With(new[] { options.TlsCa, options.TlsCert, options.TlsKey }[missing].Name));
        }

        var folder = new PkiFolder(PkiFolder.PathOf(console));
        var usual = new TlsFiles(folder.CertificateOf(PkiFolder.AuthorityName), folder.CertificateOf(DefaultName), folder.KeyOf(DefaultName));
        return CanRead(usual.Authority) && CanRead(usual.Certificate) && CanRead(usual.Key) ? new TlsChoice(usual, IsAsked: false, IsOption: false) : null;
    }

    private static string? Given(ParseResult parsed, Option<string> option) =>
        parsed.GetResult(option) is { Errors: var errors } && !errors.Any() && parsed.GetValue(option) is { } path
            ? Values.NotEmpty(option.Name, path)
            : null;

    // As everywhere, relative paths count from the file that contains them.
    private static string Resolve(string path, string filePath, CliConsole console) =>
        path.StartsWith("~/", StringComparison.Ordinal) && console.Environment("HOME") is { Length: > 0 } home
            ? Path.Combine(home, path[2..])
            : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(filePath))!, path);

    private static bool CanRead(string file)
    {
        try
        {
            using var opened = File.OpenRead(file);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
