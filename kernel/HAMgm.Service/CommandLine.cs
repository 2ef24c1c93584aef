namespace HAMgm.Service;

/// <summary>The command line of hamgm-service.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        usage: hamgm-service [--config FILE] [--plugins FOLDER] [--check]

          --config FILE     the node's configuration (default /etc/hamgm/hamgm.yaml)
          --plugins FOLDER  where the plugins lie (default: plugins beside this program)
          --check           report every error of the configuration and exit: 0 when there is none, else 1
          --version         print the version
          --help            print this
        """;

    public string ConfigPath { get; private init; } = "/etc/hamgm/hamgm.yaml";

    public string PluginsFolder { get; private init; } = Path.Combine(AppContext.BaseDirectory, "plugins");

    public bool IsCheck { get; private init; }

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
                case "--config" or "--plugins":
                    string? value = parts.Length == 2 ? parts[1] : ++i < arguments.Count ? arguments[i] : null;
                    if (string.IsNullOrEmpty(value))
                    {
                        return line with { Error = $"{parts[0]} needs a path" };
                    }

                    string path = Path.GetFullPath(value);
                    line = parts[0] == "--config" ? line with { ConfigPath = path } : line with { PluginsFolder = path };
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
