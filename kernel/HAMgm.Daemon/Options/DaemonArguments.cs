using System.Globalization;

namespace HAMgm.Daemon.Options;

/// <summary>Reads the command line. Written by hand: a parser package costs more memory than the whole guard may use.</summary>
internal static class DaemonArguments
{
    /// <summary>What --help prints.</summary>
    public const string Usage = """
        Usage: hamgm-daemon --config FILE [--service PATH] [options]   run a node in the foreground
               hamgm-daemon --status  --data-dir DIR                   print the guarded process as JSON
               hamgm-daemon --restart --data-dir DIR                   restart the service, in place if the peer agrees
               hamgm-daemon --upgrade --data-dir DIR                   the same, and the guard with it, from the files on disk
          --config FILE        configuration, passed on to hamgm-service
          --service PATH       the service's program (default: hamgm-service beside this program)
          --max-rss-mb N       restart the service above N MB of memory (default 0: only report)
          --max-fds N          restart the service above N open descriptors (default 0: only report)
          --start-timeout SEC  kill and restart a service that is not ready by then (default 120)
          --stop-timeout SEC   kill a service that has not stopped by then, plus T (default 10)
          --help, --version
        Signals: TERM and INT hand over and stop (a second one kills), HUP restarts the service (--restart), USR2 service and
        guard (--upgrade). In place means: no outage and no change of role. Where the peer does not agree, it is a hand-over.
        Exit codes: 0 stopped; 1 configuration; 2 usage; 3 plugin; 4 environment.

        """;

    /// <summary>Parses; null with the reason when the line is wrong.</summary>
    public static DaemonOptions? TryParse(IReadOnlyList<string> arguments, out string error)
    {
        DaemonOptions options = new();
        error = "";
        for (int index = 0; index < arguments.Count && error.Length == 0; index++)
        {
            (string name, string? value) = Split(arguments[index]);
            switch (name)
            {
                case "--help" or "-h":
                    return options with { Command = DaemonCommand.Help };
                case "--version":
                    return options with { Command = DaemonCommand.Version };
                case "--status" when value is null:
                    options = options with { Command = DaemonCommand.Status };
                    continue;
                case "--restart" when value is null:
                    options = options with { Command = DaemonCommand.Restart };
                    continue;
                case "--upgrade" when value is null:
                    options = options with { Command = DaemonCommand.Upgrade };
                    continue;
            }

            if (value is null && index + 1 < arguments.Count)
            {
                value = arguments[++index];
            }

            options = string.IsNullOrEmpty(value)
                ? Fail(options, $"{name} needs a value, or is unknown", out error)
                : Apply(options, name, value, out error);
        }

        if (error.Length == 0)
        {
            error = Missing(options);
        }

        return error.Length == 0 ? options : null;
    }

    private static DaemonOptions Apply(DaemonOptions options, string name, string value, out string error)
    {
        error = "";
        switch (name)
        {
            case "--config":
                return options with { ConfigPath = value };
            case "--service":
                return options with { ServicePath = value };
            case "--data-dir":
                return options with { DataDirectory = value };
        }

        if (name is not ("--max-rss-mb" or "--max-fds" or "--start-timeout" or "--stop-timeout"))
        {
            return Fail(options, $"unknown option {name}", out error);
        }

        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > 1_000_000)
        {
            return Fail(options, $"{name} needs a whole number up to 1000000, not '{value}'", out error);
        }

        return name switch
        {
            "--max-rss-mb" => options with { MaxResidentMegabytes = number },
            "--max-fds" => options with { MaxDescriptors = number },
            "--start-timeout" => options with { StartTimeout = TimeSpan.FromSeconds(number) },
            _ => options with { StopTimeout = TimeSpan.FromSeconds(number) },
        };
    }

    private static string Missing(DaemonOptions options) => options.Command switch
    {
        DaemonCommand.Run when options.ConfigPath.Length == 0 => "--config FILE is missing",
        DaemonCommand.Status or DaemonCommand.Restart or DaemonCommand.Upgrade when options.DataDirectory.Length == 0 => "--data-dir DIR is missing: the guard answers on a socket there",
        _ => "",
    };

    private static (string Name, string? Value) Split(string argument)
    {
        int at = argument.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (argument, null) : (argument[..at], argument[(at + 1)..]);
    }

    private static DaemonOptions Fail(DaemonOptions options, string why, out string error)
    {
        error = why;
        return options;
    }
}
