using HAMgm.Contracts.Logging;

namespace HAMgm.Logic.VipControl.Startup;

/// <summary>
/// Sees to it that deleting one IPv4 address never takes others with it. Linux deletes every later address of a subnet
/// together with its first one, unless <c>promote_secondaries</c> is set: removing the node's own address would drop the
/// VIP, and, worse, releasing a VIP that had become the first would drop the node's own. systemd sets it; others do not.
/// </summary>
internal static class SecondaryPromotion
{
    internal static void Ensure(string interfaceName, ILogger log)
    {
        string path = $"/proc/sys/net/ipv4/conf/{interfaceName}/promote_secondaries";
        try
        {
            if (File.ReadAllText(path).AsSpan().Trim() is "0")
            {
                File.WriteAllText(path, "1");
                log.Info("promote_secondaries set, so that releasing the VIP takes no other address along", ("interface", interfaceName));
            }
        }
        catch (IOException refusal)
        {
            Warn(interfaceName, refusal.Message, log);
        }
        catch (UnauthorizedAccessException refusal)
        {
            Warn(interfaceName, refusal.Message, log);
        }
    }

    private static void Warn(string interfaceName, string reason, ILogger log) => log.Warn(
        "promote_secondaries is not set and could not be: if the node's own address is ever removed and added again while the VIP is bound, releasing the VIP removes it. Set it by sysctl",
        ("key", $"net.ipv4.conf.{interfaceName}.promote_secondaries"),
        ("reason", reason));
}
