using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;
using HAMgm.Scripts;

namespace HAMgm.Component.Plugin;

/// <summary>The settings <c>scripts.*</c>, read at once.</summary>
internal sealed record ScriptSettings
{
    /// <summary>All settings of this section begin with it.</summary>
    public const string Prefix = "scripts.";

    private const string WorkerProgram = "hamgm-script-host";
    private const int KiB = 1024;
    private const int MiB = 1024 * 1024;

    /// <summary>Folders that hold health/ and hooks/; the first one that has a script of an id wins.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>The user of scripts that name none.</summary>
    public required string User { get; init; }

    /// <summary>Workers of one lane.</summary>
    public required int Workers { get; init; }

    /// <summary>After this an unused worker is ended.</summary>
    public required TimeSpan Idle { get; init; }

    /// <summary>How workers are started; the user is the script's.</summary>
    public required WorkerSetup Setup { get; init; }

    /// <summary>Reads them.</summary>
    public static ScriptSettings Read(IConfigManager config, IHost host)
    {
        string home = Path.GetDirectoryName(Path.GetFullPath(config.Path)) ?? "/";
        var limits = new WorkerLimits
        {
            Statements = config.GetInt("scripts.statements"),
            OutputBytes = config.GetInt("scripts.output") * KiB,
            Processes = config.GetInt("scripts.processes"),
            ProgramMemoryBytes = (long)config.GetInt("scripts.program_memory") * MiB,
            KillGrace = config.GetDuration("scripts.kill_grace"),
            Programs = Absolute(config.GetList("scripts.exec"), home),
            Paths = Absolute(config.GetList("scripts.allowed_paths"), home),
        };
        return new ScriptSettings
        {
            Folders = [.. Absolute(config.GetList("scripts.folders"), home), Path.Combine(host.BaseDirectory, "scripts")],
            User = config.GetString("scripts.user"),
            Workers = config.GetInt("scripts.workers"),
            Idle = config.GetDuration("scripts.idle"),
            Setup = new WorkerSetup(Path.Combine(host.BaseDirectory, WorkerProgram), "", (long)config.GetInt("scripts.memory") * MiB, limits),
        };
    }

    private static string[] Absolute(IReadOnlyList<string> paths, string home) => [.. paths.Where(path => path.Length > 0).Select(path => Path.GetFullPath(path, home))];
}
