using System.Diagnostics;

namespace HAMgm.Kernel.Tests.Authors;

/// <summary>A folder outside the source tree, as a plugin's author has one: the SDK, what scripts/publish made, and no package source.</summary>
internal sealed class AuthorFolder : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public AuthorFolder()
    {
        // Nothing is to be fetched: a plugin needs the SDK and HAMgm only.
        File.WriteAllText(In("NuGet.config"), "<configuration><packageSources><clear /></packageSources></configuration>");
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("hamgm-author-").FullName;

    /// <summary>Where HAMgm is: the tests' own output has what a plugin references.</summary>
    public static string Product => AppContext.BaseDirectory;

    /// <summary>A file of the source tree.</summary>
    public static string Source(string path)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "HAMgm.Kernel.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder ?? throw new InvalidOperationException("the source tree was not found"), path);
    }

    public string In(string path) => Path.Combine(Root, path);

    /// <summary>Copies a folder of the source tree here.</summary>
    public string Copy(string path)
    {
        string target = Directory.CreateDirectory(In(Path.GetFileName(path))).FullName;
        foreach (string file in Directory.GetFiles(Source(path)))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        return target;
    }

    /// <summary>Runs dotnet with a home of its own; what it does must succeed.</summary>
    public async Task DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_HOME"] = In("home");
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";

        // The test runner's own, which would be handed on.
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBUILD_EXE_PATH");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        Assert.AreEqual(0, process.ExitCode, $"dotnet {string.Join(' ', arguments)}\n{await output}\n{await error}");
    }

    /// <summary>Builds a project; returns the folder that can be dropped in.</summary>
    public async Task<string> BuildAsync(string project)
    {
        string output = In("out");
        await DotnetAsync("build", project, "-c", "Release", "-o", output, "--nologo", "-v", "quiet", "-p:UseSharedCompilation=false", $"-p:HAMgm={Product}");
        return output;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
