using HAMgm.Contracts.Errors;
using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Linux.Packets;

namespace HAMgm.Logic.VipControl.Startup;

/// <summary>Turns a refusal for want of rights into an error that says how to grant them.</summary>
internal static class RightsCheck
{
    /// <summary>Sees that every right is there before anything is changed.</summary>
    internal static void RequireAll(VipSettings settings, InterfaceInfo interfaceInfo)
    {
        string vip = settings.Addresses[0].ToString();
        Run("cap_net_raw", $"send ARP and echoes on {interfaceInfo.Name}", vip, () =>
        {
            using ArpSocket probe = new(interfaceInfo.Index, interfaceInfo.Mac);
            return true;
        });
        Run("cap_net_admin", $"bind {vip} on {interfaceInfo.Name}", vip, () =>
        {
            // The kernel asks for the right before it looks for the address, and this one is on no interface.
            using AddressTable table = new();
            return table.Delete(interfaceInfo.Index, Nowhere, 32);
        });
    }

    /// <summary>Of TEST-NET-1 (RFC 5737), which is never used.</summary>
    private static readonly NetAddress Nowhere = NetAddress.Parse("192.0.2.255");

    /// <summary>Runs what needs a capability.</summary>
    /// <param name="capability">Its name, <c>cap_net_admin</c> or <c>cap_net_raw</c>.</param>
    /// <param name="purpose">What it is needed for.</param>
    /// <param name="subject">The VIP or interface.</param>
    /// <param name="action">What needs it.</param>
    internal static T Run<T>(string capability, string purpose, string subject, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (LinuxException refusal) when (refusal.IsPermission)
        {
            throw new HamgmException(
                ErrorKind.Vip,
                ErrorCodes.Forbidden,
                subject,
                $"No right to {purpose}: {capability} is missing. Run as root, or grant it: setcap cap_net_admin,cap_net_raw+ep on hamgm-service, or AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW in its systemd unit. To try HAMgm without rights: vip.provider: simulated.",
                refusal);
        }
        catch (LinuxException refusal)
        {
            throw new HamgmException(ErrorKind.Vip, ErrorCodes.Unavailable, subject, $"Cannot {purpose}: {refusal.Message}", refusal);
        }
    }
}
