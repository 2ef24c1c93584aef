using System.Text;
using HAMgm.Cli.Output;

namespace HAMgm.Cli;

/// <summary>
/// All that the program sees of the world beside the network, so that it can be run as a function.
/// </summary>
public sealed class CliConsole
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Standard output.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Reads an environment variable; null: not set. Default: there are none.</summary>
    public Func<string, string?> Environment { get; init; } = static _ => null;

    /// <summary>Whether standard output is a terminal; only then are there colours. Default: no.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether standard error is a terminal; only then is progress shown. Default: no.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal. Default: 80.</summary>
    public Func<int> TerminalWidth { get; init; } = static () => 80;

    /// <summary>The clock of envelopes that no node made. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The process's own. The writers are buffered: flush them.</summary>
    public static CliConsole OfProcess() => new()
    {
        Out = new StreamWriter(new DescriptorStream(1), Utf8),
        Error = new StreamWriter(new DescriptorStream(2), Utf8) { AutoFlush = true },
        Environment = System.Environment.GetEnvironmentVariable,
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        TerminalWidth = static () => Console.WindowWidth,
    };
}
