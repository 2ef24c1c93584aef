using HAMgm.Linux.Native;
using static HAMgm.Linux.Nftables.NftConstants;

namespace HAMgm.Linux.Nftables;

/// <content>A gate that an earlier process of the node left open (safety rule R14).</content>
public sealed partial class VipGate
{
    /// <summary>
    /// As <see cref="Install(ReadOnlySpan{NetAddress})"/>, but VIPs whose gate is open stay so for the given time, in the same
    /// transaction, so that no packet is lost. Like a refresh it fails when one of them has shut.
    /// </summary>
    /// <param name="vips">The VIPs, each once; all of them were left open.</param>
    /// <param name="timeoutMilliseconds">After how long without a refresh they shut.</param>
    /// <returns>False when one of them had shut, or the tables were gone; nothing was changed.</returns>
    public bool TryInstallOpen(ReadOnlySpan<NetAddress> vips, int timeoutMilliseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeoutMilliseconds, 1);
        NftBatch batch = new(netlink);
        foreach (NetAddress vip in vips)
        {
            OnElement(ref batch, NFT_MSG_DELSETELEM, vip, GateTables.LiveSet, 0);
        }

        Compose(ref batch, vips, timeoutMilliseconds);
        int errno = batch.Commit();
        return errno switch
        {
            0 => true,
            Errno.ENOENT => false,
            _ => throw Refused("take up", errno, null),
        };
    }
}
