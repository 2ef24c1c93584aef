using System.CommandLine;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Options;

/// <summary>What the global options come to: the command line, else the file, else the defaults.</summary>
internal sealed class Settings
{
    /// <summary>The node to ask; null: the local socket, then localhost.</summary>
    public string? Host { get; private set; }

    /// <summary>Its Thrift port. Default: 9090.</summary>
    public int Port { get; private set; } = 9090;

    /// <summary>How long a call may take, connecting included. Default: 30 s.</summary>
    public TimeSpan Timeout { get; private set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the time-out was asked for, on the command line or in the file.</summary>
    public bool HasTimeout { get; private set; }

    /// <summary>Default: JSON, on a terminal too.</summary>
    public OutputFormat Format { get; private set; } = OutputFormat.Json;

    /// <summary>Default: by the locale.</summary>
    public Language Language { get; private set; }

    /// <summary>Whether details of the connection go to standard error. Default: no.</summary>
    public bool Verbose { get; private set; }

    /// <summary>Whether errors go to standard error in any format, because what goes to standard output is not for an envelope.</summary>
    public bool ErrorsToStandardError { get; private set; }

    /// <summary>Whether the format was asked for, on the command line or in the file.</summary>
    public bool HasFormat { get; private set; }

    /// <summary>The certificates for TLS over TCP; null: there are none.</summary>
    public TlsChoice? Tls { get; private set; }

    /// <summary>The file that was read; null: there is none.</summary>
    public string? File { get; private set; }

    /// <summary>Makes the defaults.</summary>
    public Settings(CliConsole console) => Language = Languages.OfEnvironment(console.Environment);

    /// <summary>
    /// Fills it in. What decides how an error looks comes first, so that an error in the rest is
    /// shown in the language and format that were asked for.
    /// </summary>
    /// <exception cref="CliFailure">A value is wrong; what came before it is set.</exception>
    public void Apply(ParseResult parsed, GlobalOptions options, CliConsole console)
    {
        Verbose = parsed.GetResult(options.Verbose) is not null && parsed.GetValue(options.Verbose);
        Use(parsed, options.Lang, text => Language = Values.Lang("--lang", text));
        Use(parsed, options.Format, text => Format = Values.Format("--format", text));

        var file = LoadFile(parsed, options, console);
        Use(parsed, options.Lang, file, "lang", (name, text) => Language = Values.Lang(name, text));
        Use(parsed, options.Format, file, "format", (name, text) => (Format, HasFormat) = (Values.Format(name, text), true));
        Use(parsed, options.Host, file, "host", (name, text) => Host = Values.NotEmpty(name, text));
        Use(parsed, options.Port, file, "port", (name, text) => Port = Values.Port(name, text));
        Use(parsed, options.Timeout, file, "timeout", (name, text) => (Timeout, HasTimeout) = (Values.Timeout(name, text), true));
        Tls = TlsChoice.Of(parsed, options, file, File, console);
    }

    /// <summary>What is to be seen on a terminal is a table, when no format was asked for.</summary>
    public void PreferTable() => Format = OutputFormat.Table;

    /// <summary>For a call that takes as long as its work does: another default of the time-out.</summary>
    public void LengthenTimeout(TimeSpan atLeast) => Timeout = HasTimeout || Timeout > atLeast ? Timeout : atLeast;

    /// <summary>From now on errors go to standard error.</summary>
    public void SendErrorsToStandardError() => ErrorsToStandardError = true;

    private static void Use(ParseResult parsed, Option<string> option, Action<string> set)
    {
        if (parsed.GetResult(option) is { Errors: var errors } && !errors.Any() && parsed.GetValue(option) is { } text)
        {
            set(text);
        }
    }

    private void Use(
        ParseResult parsed, Option<string> option, Dictionary<string, string> file, string key, Action<string, string> set)
    {
        if (parsed.GetResult(option) is not null)
        {
            Use(parsed, option, text => set(option.Name, text));
        }
        else if (file.TryGetValue(key, out var text))
        {
            set($"{File}: {key}", text);
        }
    }

    private Dictionary<string, string> LoadFile(ParseResult parsed, GlobalOptions options, CliConsole console)
    {
        string? named = null;
        Use(parsed, options.Config, text => named = Values.NotEmpty("--config", text));
        var path = named
            ?? (console.Environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".hamgm", "config.yaml") : null);
        if (path is null || (named is null && !System.IO.File.Exists(path)))
        {
            return [];
        }

        File = path;
        return SettingsFile.Load(path);
    }
}
