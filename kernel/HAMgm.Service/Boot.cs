using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;
using HAMgm.Kernel;
using HAMgm.Kernel.Lifecycle;

namespace HAMgm.Service;

/// <summary>What the start needs to know before plugins.json can be read.</summary>
internal static class Boot
{
    /// <summary>The configuration that a bootstrap plugin provides.</summary>
    /// <exception cref="KernelException">None does.</exception>
    public static IConfigManager Configuration(PluginKernel kernel)
    {
        if (kernel.Find<IConfigManager>() is { } configuration)
        {
            return configuration;
        }

        string broken = string.Join("; ", kernel.BrokenManifests.Values.Select(error => error.Message));
        throw new KernelException(
            "component.config",
            "no plugin reads the configuration: component.config is missing from the plugins folder; install it, or name the folder with --plugins"
            + (broken.Length == 0 ? "" : $" (unreadable there: {broken})"));
    }

    /// <summary>plugins.json: where the configuration says, else the one that came with the product.</summary>
    public static string ManifestPath(IConfigManager configuration, IHost host)
    {
        string path = configuration.GetPath("plugins.manifest");
        return path.Length > 0 && File.Exists(path) ? path : Path.Combine(host.BaseDirectory, "plugins.json");
    }
}
