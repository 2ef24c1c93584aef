using System.Diagnostics;

namespace HAMgm.Scripts.Tests;

/// <summary>Programs of the distribution, found and run as a user without privileges.</summary>
internal static class Programs
{
    /// <summary>Who runs the servers: PostgreSQL refuses root, and the others need none of it.</summary>
    private static readonly string[] AsNobody = Environment.UserName == "root" ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"] : [];

    /// <summary>The full path of a program; null when it is not installed.</summary>
    public static string? Find(string name) => PathFolders().Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>The same; a test without it is skipped.</summary>
    public static string Require(string name)
    {
        if (Find(name) is { } found)
        {
            return found;
        }

        Assert.Inconclusive($"{name} is not installed: scripts/test installs it as root");
        return "";
    }

    /// <summary>A folder that such a user may write.</summary>
    public static string MakeFolder(string name)
    {
        var folder = Directory.CreateTempSubdirectory($"hamgm-{name}-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        return folder;
    }

    /// <summary>How to run a command as that user.</summary>
    public static ProcessStartInfo Describe(params string[] command)
    {
        string[] all = [.. AsNobody, .. command];
        var start = new ProcessStartInfo(all[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var argument in all[1..])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["HOME"] = "/nonexistent";
        start.Environment["LC_ALL"] = "C.UTF-8";
        return start;
    }

    /// <summary>Runs a command to its end.</summary>
    public static string Run(params string[] command)
    {
        var (code, output) = TryRun(command);
        return code == 0 ? output : throw new InvalidOperationException($"`{string.Join(' ', command)}` ended with {code}: {output}");
    }

    public static (int ExitCode, string Output) TryRun(params string[] command)
    {
        using var process = Process.Start(Describe(command))!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    // sbin is not in everybody's PATH, and PostgreSQL's programs are in nobody's.
    private static IEnumerable<string> PathFolders() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/sbin"])
            .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")) : []);
}
