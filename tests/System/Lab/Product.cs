namespace HAMgm.SystemTests;

/// <summary>The published product under test.</summary>
internal static class Product
{
    /// <summary>HAMGM_OUT, which scripts/test sets; without it artifacts/out of the repository.</summary>
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("HAMGM_OUT") is { Length: > 0 } named ? named : Path.Combine(RepositoryRoot(), "artifacts", "out");

    /// <summary>HAMGM_OLDER_OUT, which <c>scripts/test --older</c> sets: the product of an earlier commit; null without it.</summary>
    public static string? OlderFolder { get; } = Environment.GetEnvironmentVariable("HAMGM_OLDER_OUT") is { Length: > 0 } named ? named : null;

    public static string Daemon => Path.Combine(Folder, "hamgm-daemon");

    public static string Service => Path.Combine(Folder, "hamgm-service");

    public static string Cli => Path.Combine(Folder, "hamgm-cli");

    public static string Manifest => Path.Combine(Folder, "plugins.json");

    /// <summary>Why it cannot be tested, or null.</summary>
    public static string? WhyNot =>
        File.Exists(Daemon) && File.Exists(Service) && File.Exists(Cli)
            ? null
            : $"no product in {Folder}: run scripts/publish artifacts/out, or scripts/test";

    /// <summary>The folder with the solution that these tests were built from.</summary>
    public static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "HAMgm.Kernel.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? AppContext.BaseDirectory;
    }
}
