using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Kernel;

namespace HAMgm.Service;

/// <summary><c>--check</c>: every error of the configuration at once, and whether plugins.json fits the plugins. Starts nothing else.</summary>
internal static class CheckCommand
{
    public static async Task<int> RunAsync(PluginKernel kernel, ServiceHost host)
    {
        await kernel.ComposeBootstrapAsync(CancellationToken.None).ConfigureAwait(false);
        IReadOnlyList<ConfigIssue> issues = Boot.Configuration(kernel).Check(host.ConfigPath);
        foreach (ConfigIssue issue in issues)
        {
            Console.WriteLine($"{host.ConfigPath}:{issue.Line}: {issue.Key}: {(issue.IsWarning ? "warning: " : "")}{issue.Message}");
        }

        if (issues.Any(issue => !issue.IsWarning))
        {
            return ExitCodes.Configuration;
        }

        await kernel.StartBootstrapAsync(CancellationToken.None).ConfigureAwait(false);
        kernel.Verify(Boot.ManifestPath(Boot.Configuration(kernel), host));
        Console.WriteLine("OK");
        return ExitCodes.Success;
    }
}
