using HAMgm.Contracts.Management;
using Idl = HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>A plugin as the IDL's structure.</summary>
internal static class PluginMapper
{
    public static Idl.PluginInfo ToIdl(PluginView view)
    {
        var plugin = new Idl.PluginInfo(view.Id, view.Version, view.Kind, view.State, view.Reason, view.IsEnabled, view.IsCritical)
        {
            MemoryBytes = view.MemoryBytes,
            Restarts = view.Restarts,
            NotUnloaded = view.NotUnloaded,
            Description = view.Description,
            Folder = view.Folder,
            Contracts = view.Contracts,
            Requires = [.. view.Requires],
            Provides = [.. view.Provides],
        };
        if (view.RunningFor > TimeSpan.Zero)
        {
            plugin.RunningForMs = (long)view.RunningFor.TotalMilliseconds;
        }

        return plugin;
    }
}
