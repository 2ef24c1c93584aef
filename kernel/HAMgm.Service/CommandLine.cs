namespace HAMgm.Service;

/// <summary>The command line of hamgm-service.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        usage: hamgm-service [--config FILE] [--plugins FOLDER] [--check]
               hamgm-service --test-plugin PATH [--facts FILE] [--for SECONDS]

          --config FILE     the node's configuration (default /etc/hamgm/hamgm.yaml)
          --plugins FOLDER  where the plugins lie (default: plugins beside this program)
          --check           report every error of the configuration and exit: 0 when there is none, else 1
          --test-plugin PATH  load one assembly plugin (its folder or its .dll) outside a cluster, run it, and report as JSON
          --facts FILE      what it is told (JSON; see docs/plugins.md)
          --for SECONDS     how long it runs (default 1, at most 60)
          --version         print the version
          --help            print this
        """;

    public string ConfigPath { get; private init; } = "/etc/hamgm/hamgm.yaml";

    public string PluginsFolder { get; private init; } = Path.Combine(AppContext.BaseDirectory, "plugins");

    public bool IsCheck { get; private init; }

    /// <summary>A plugin to try outside a cluster.</summary>
    public string? TrialPath { get; private init; }

    /// <summary>What it is told.</summary>
    public string? Facts { get; private init; }

    /// <summary>How long it runs.</summary>
    public TimeSpan TrialTime { get; private init; } = TimeSpan.FromSeconds(1);

    public bool IsVersion { get; private init; }

    public bool IsHelp { get; private init; }

    /// <summary>What is wrong with it; null when it is right.</summary>
    public string? Error { get; private init; }

    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine();
        for (int i = 0; i < arguments.Count; i++)
        {
            string[] parts = arguments[i].Split('=', 2);
            switch (parts[0])
            {
                case "--for":
                    string? seconds = parts.Length == 2 ? parts[1] : ++i < arguments.Count ? arguments[i] : null;
                    if (!int.TryParse(seconds, System.Globalization.CultureInfo.InvariantCulture, out int time) || time is < 1 or > 60)
                    {
                        return line with { Error = $"--for needs 1 to 60 seconds, not '{seconds}'" };
                    }

                    line = line with { TrialTime = TimeSpan.FromSeconds(time) };
                    break;
                case "--config" or "--plugins" or "--test-plugin" or "--facts":
                    string? value = parts.Length == 2 ? parts[1] : ++i < arguments.Count ? arguments[i] : null;
                    if (string.IsNullOrEmpty(value))
                    {
                        return line with { Error = $"{parts[0]} needs a path" };
                    }

                    string path = Path.GetFullPath(value);
                    line = parts[0] switch
                    {
                        "--config" => line with { ConfigPath = path },
                        "--plugins" => line with { PluginsFolder = path },
                        "--facts" => line with { Facts = path },
                        _ => line with { TrialPath = path },
                    };
                    break;
                case "--check" when parts.Length == 1:
                    line = line with { IsCheck = true };
                    break;
                case "--version" when parts.Length == 1:
                    line = line with { IsVersion = true };
                    break;
                case "--help" or "-h" when parts.Length == 1:
                    line = line with { IsHelp = true };
                    break;
                default:
                    return line with { Error = $"unknown argument '{arguments[i]}'" };
            }
        }

        return line;
    }
}
