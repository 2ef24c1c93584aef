using System.Reflection;
using System.Runtime.CompilerServices;
using HAMgm.Linux;

namespace HAMgm.Logic.VipControl.Startup;

/// <summary>
/// Compiles what a bind runs through before the first one is ordered: otherwise the first bind of a process, which is the
/// one that ends an outage, pays for it, and on a busy host may miss its 20 ms.
/// </summary>
internal static class WarmUp
{
    private const BindingFlags Everything = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private static readonly string[] LinuxFolders = ["Netlink", "Nftables", "Packets", "Native", "Time"];
    private static readonly string[] OwnFolders = ["Addresses", "Commands", "Engine", "Gate", "Wire"];

    internal static void Run()
    {
        Prepare(typeof(VipControlModule).Assembly, "HAMgm.Logic.VipControl", OwnFolders);
        Prepare(typeof(LinuxException).Assembly, "HAMgm.Linux", LinuxFolders);
    }

    private static void Prepare(Assembly assembly, string root, string[] folders)
    {
        foreach (Type type in assembly.GetTypes())
        {
            if (type.ContainsGenericParameters || type.IsInterface || !folders.Any(folder => type.Namespace == $"{root}.{folder}"))
            {
                continue;
            }

            foreach (MethodBase method in type.GetMembers(Everything).OfType<MethodBase>())
            {
                if (!method.IsAbstract && !method.ContainsGenericParameters && (method.Attributes & MethodAttributes.PinvokeImpl) == 0)
                {
                    RuntimeHelpers.PrepareMethod(method.MethodHandle);
                }
            }
        }
    }
}
