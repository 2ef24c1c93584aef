using System.CommandLine;

namespace HAMgm.Cli.Options;

/// <summary>The options that every command has, before or behind it (specification 1, section 4.1.2).</summary>
internal sealed class GlobalOptions
{
    public Option<string> Host { get; } = new("--host") { Recursive = true, HelpName = "host" };

    public Option<string> Port { get; } = new("--port") { Recursive = true, HelpName = "port" };

    public Option<string> Timeout { get; } = new("--timeout") { Recursive = true, HelpName = "duration" };

    public Option<string> Format { get; } = new("--format") { Recursive = true, HelpName = "format" };

    public Option<bool> Verbose { get; } = new("--verbose") { Recursive = true };

    public Option<string> Config { get; } = new("--config") { Recursive = true, HelpName = "file" };

    public Option<string> Lang { get; } = new("--lang") { Recursive = true, HelpName = "lang" };

    public Option<string> TlsCa { get; } = new("--tls-ca") { Recursive = true, HelpName = "file" };

    public Option<string> TlsCert { get; } = new("--tls-cert") { Recursive = true, HelpName = "file" };

    public Option<string> TlsKey { get; } = new("--tls-key") { Recursive = true, HelpName = "file" };

    public Option<bool> Help { get; } = new("--help", "-h") { Recursive = true };

    public Option<bool> Version { get; } = new("--version") { Recursive = true };

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All => [Host, Port, Timeout, Format, Verbose, Config, Lang, TlsCa, TlsCert, TlsKey, Help, Version];
}
