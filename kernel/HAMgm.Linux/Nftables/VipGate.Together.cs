using HAMgm.Linux.Native;
using HAMgm.Linux.Netlink;
using static HAMgm.Linux.Nftables.NftConstants;

namespace HAMgm.Linux.Nftables;

/// <content>What is done for all VIPs in one transaction, so that they open, stay open and fail together.</content>
public sealed partial class VipGate
{
    /// <summary>
    /// Leaves the permission to open in the kernel, for a short while from now. The caller looks at the lease after it, and
    /// opens for what is left less that while: then the gate shuts by the end of the lease, for <see cref="OpenArmed"/> fails
    /// once the permission has run out, and a node that was frozen in the middle of a bind opens nothing.
    /// </summary>
    /// <param name="vips">The VIPs.</param>
    /// <param name="milliseconds">How long it lasts.</param>
    public void Arm(ReadOnlySpan<NetAddress> vips, int milliseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(milliseconds, 1);
        int errno = AddArmed(vips, milliseconds);
        if (errno == Errno.EEXIST)
        {
            // Of a bind that was given up: its time is not this one's.
            foreach (NetAddress vip in vips)
            {
                DeleteFrom(GateTables.ArmedSet, vip, vip.IsIPv6 ? NFPROTO_IPV6 : NFPROTO_IPV4);
            }

            errno = AddArmed(vips, milliseconds);
        }

        if (errno != 0)
        {
            throw Refused("arm", errno, errno == Errno.ENOENT ? "The gate's tables are gone: somebody flushed the rule set. Install it again." : null);
        }
    }

    /// <summary>Opens all VIPs in one transaction that uses the permission up, and fails as a whole when it has run out.</summary>
    /// <param name="vips">Those of <see cref="Arm"/>.</param>
    /// <param name="timeoutMilliseconds">As in <see cref="Open"/>.</param>
    /// <returns>False when the permission has run out, or the tables are gone; nothing is open then that was not before.</returns>
    public bool OpenArmed(ReadOnlySpan<NetAddress> vips, int timeoutMilliseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeoutMilliseconds, 1);
        int errno = AddLiveIfArmed(vips, timeoutMilliseconds);
        if (errno == Errno.EEXIST)
        {
            // Open still, from the hold before this one. The permission is still there: the transaction failed as a whole.
            foreach (NetAddress vip in vips)
            {
                Close(vip);
            }

            errno = AddLiveIfArmed(vips, timeoutMilliseconds);
        }

        return errno switch
        {
            0 => true,
            Errno.ENOENT => false,
            _ => throw Refused("open", errno, null),
        };
    }

    /// <summary><see cref="Refresh(NetAddress, int)"/> for all VIPs in one transaction.</summary>
    /// <returns>False when one of them had shut; nothing was changed.</returns>
    public bool Refresh(ReadOnlySpan<NetAddress> vips, int timeoutMilliseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeoutMilliseconds, 1);
        NftBatch batch = new(netlink);
        foreach (NetAddress vip in vips)
        {
            Check(vip);
            OnElement(ref batch, NFT_MSG_DELSETELEM, vip, GateTables.LiveSet, 0);
            OnElement(ref batch, NFT_MSG_NEWSETELEM, vip, GateTables.LiveSet, timeoutMilliseconds);
        }

        int errno = batch.Commit();
        return errno switch
        {
            0 => true,
            Errno.ENOENT => false,
            _ => throw Refused("refresh", errno, null),
        };
    }

    /// <summary>
    /// Whether every rule is there. An administrator's <c>nft flush table</c> leaves tables and sets, which a refresh finds in
    /// order, and takes the rules, which do the work.
    /// </summary>
    public bool IsIntact() => HasAllRules(NFPROTO_IPV4) && HasAllRules(NFPROTO_ARP) && HasAllRules(NFPROTO_IPV6);

    private bool HasAllRules(byte family)
    {
        NetlinkMessage message = netlink.Compose();
        uint wanted = netlink.NextSequence();
        message.Begin((SubsystemNftables << 8) | NFT_MSG_GETRULE, NetlinkSocket.FlagRequest | NetlinkSocket.FlagDump, wanted);
        message.Take(4)[0] = family;
        message.AttributeText(1, table);
        message.End();
        netlink.ForgetRefusal();
        netlink.Send(message.Length);
        int rules = 0;
        while (true)
        {
            NetlinkReader reader = new(netlink.Receive());
            while (reader.Next())
            {
                if (reader.Sequence != wanted)
                {
                    continue;
                }

                if (reader.Type == NetlinkSocket.TypeDone)
                {
                    return rules == GateTables.RuleCount(family);
                }

                if (reader.Type == NetlinkSocket.TypeError)
                {
                    int errno = netlink.ErrorOf(reader);
                    return errno == Errno.ENOENT ? false : throw Refused("list the rules of", errno, null);
                }

                rules += reader.Type == ((SubsystemNftables << 8) | NFT_MSG_NEWRULE) ? 1 : 0;
            }
        }
    }

    private int AddArmed(ReadOnlySpan<NetAddress> vips, int milliseconds)
    {
        NftBatch batch = new(netlink);
        foreach (NetAddress vip in vips)
        {
            Check(vip);
            batch.Element(NFT_MSG_NEWSETELEM, vip.IsIPv6 ? NFPROTO_IPV6 : NFPROTO_IPV4, table, GateTables.ArmedSet, vip, milliseconds);
        }

        return batch.Commit();
    }

    private int AddLiveIfArmed(ReadOnlySpan<NetAddress> vips, int timeoutMilliseconds)
    {
        NftBatch batch = new(netlink);
        foreach (NetAddress vip in vips)
        {
            batch.Element(NFT_MSG_DELSETELEM, vip.IsIPv6 ? NFPROTO_IPV6 : NFPROTO_IPV4, table, GateTables.ArmedSet, vip, 0);
            OnElement(ref batch, NFT_MSG_NEWSETELEM, vip, GateTables.LiveSet, timeoutMilliseconds);
        }

        return batch.Commit();
    }
}
