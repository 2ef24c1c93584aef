namespace HAMgm.ScriptHost.Testing;

/// <summary>What <c>--test</c> is asked to do.</summary>
internal sealed record TestOptions
{
    /// <summary>How it is called.</summary>
    public const string Usage = """
        usage: hamgm-script-host --test FILE [options]
          --facts F        a JSON file with facts (role, term, holdsVip, peerState, parameters, …) over the recorded ones
          --role R         this node's state, e.g. primary
          --parameter N=V  a parameter, over the declared one; may be repeated
          --allow-exec P   a program that exec may run; may be repeated
          --allow-path P   a file or folder that file.read may read; may be repeated
          --memory MIB     memory of JavaScript, as scripts.memory
          --json           one JSON object instead of lines
        exit code: 0 healthy, 1 degraded, 2 unhealthy or no verdict, 3 wrong declaration or command line
        """;

    private const int MiB = 1024 * 1024;

    /// <summary>Full path of the script.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Full path of the facts; empty for none.</summary>
    public string FactsPath { get; private set; } = "";

    /// <summary>The role; empty for the facts' own.</summary>
    public string Role { get; private set; } = "";

    /// <summary>Parameters over the declared ones.</summary>
    public Dictionary<string, object?> Parameters { get; } = new(StringComparer.Ordinal);

    /// <summary>Programs for exec.</summary>
    public List<string> Programs { get; } = [];

    /// <summary>Paths for file.read.</summary>
    public List<string> Paths { get; } = ["/proc/loadavg", "/proc/meminfo", "/proc/uptime", "/proc/net", "/sys/class"];

    /// <summary>Memory of JavaScript, bytes.</summary>
    public long HeapBytes { get; private set; } = 64 * MiB;

    /// <summary>JSON is wanted.</summary>
    public bool IsJson { get; private set; }

    /// <summary>Why it cannot be done; empty when it can.</summary>
    public string Error { get; private set; } = "";

    /// <summary>Reads a command line, without <c>--test</c>.</summary>
    public static TestOptions Parse(IReadOnlyList<string> words)
    {
        var options = new TestOptions();
        for (int index = 0; index < words.Count && options.Error.Length == 0; index++)
        {
            string word = words[index];
            if (word == "--json")
            {
                options.IsJson = true;
            }
            else if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                options.Error = options.Path.Length > 0 ? $"one file at a time; what is '{word}'?" : "";
                options.Path = System.IO.Path.GetFullPath(word);
            }
            else if (++index == words.Count)
            {
                options.Error = $"{word} needs a value";
            }
            else
            {
                options.Take(word, words[index]);
            }
        }

        if (options.Path.Length == 0 && options.Error.Length == 0)
        {
            options.Error = "which file?";
        }

        return options;
    }

    private void Take(string word, string value)
    {
        switch (word)
        {
            case "--facts":
                FactsPath = System.IO.Path.GetFullPath(value);
                break;
            case "--role":
                Role = value.ToUpperInvariant();
                break;
            case "--parameter" when value.IndexOf('=', StringComparison.Ordinal) is > 0 and var at:
                Parameters[value[..at]] = value[(at + 1)..];
                break;
            case "--allow-exec":
                Programs.Add(System.IO.Path.GetFullPath(value));
                break;
            case "--allow-path":
                Paths.Add(System.IO.Path.GetFullPath(value));
                break;
            case "--memory" when int.TryParse(value, out int mebibytes) && mebibytes is >= 24 and <= 4096:
                HeapBytes = (long)mebibytes * MiB;
                break;
            default:
                Error = $"{word} {value}: unknown option or value";
                break;
        }
    }
}
