using System.Text;
using HAMgm.Linux.Native;
using HAMgm.Linux.Netlink;
using static HAMgm.Linux.Nftables.NftConstants;

namespace HAMgm.Linux.Nftables;

/// <summary>
/// The gate: nftables tables of HAMgm's own that make a VIP silent unless it was opened a moment ago. The time-out is
/// kept by the kernel, so the VIP falls silent even when every process of HAMgm is frozen (safety rule R16).
/// </summary>
/// <remarks>
/// <para>While shut, this host neither takes packets to the VIP nor sends packets from it, and answers no ARP request
/// and no neighbour solicitation for it, whether the address is bound or not. Of the other addresses it sees nothing.</para>
/// <para>Packets that a process sends or receives raw by AF_PACKET (<c>ArpSocket</c> and the others) pass
/// beside these hooks, both ways: probes and announcements of HAMgm itself work with the gate shut, and whoever sends an
/// announcement must have checked the lease, for the gate does not.</para>
/// <para>The tables outlive the process, for a dead process is what they are for; <see cref="Remove"/> at a clean stop.
/// If an administrator removes them (<c>nft flush ruleset</c>), <see cref="Refresh(NetAddress, int)"/> gives false.</para>
/// <para>Needs cap_net_admin. Open, Refresh and Close allocate nothing; an instance belongs to one thread.</para>
/// </remarks>
public sealed partial class VipGate : IDisposable
{
    /// <summary>How many VIPs one gate takes.</summary>
    public const int MaxAddresses = 64;

    private const int NameLimit = 32;
    private readonly NetlinkSocket netlink = new(NetlinkSocket.ProtocolNetfilter, "nftables", outputBytes: 64 * 1024);
    private readonly string table;

    /// <summary>Opens the connection to the kernel; changes nothing.</summary>
    /// <param name="tableName">The name of the tables, 1 to 32 letters, digits or underscores, e.g. <c>hamgm_9090</c>.</param>
    public VipGate(string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        if (!IsTableName(tableName))
        {
            netlink.Dispose();
            throw new ArgumentException($"'{tableName}' is no table name: 1 to {NameLimit} letters, digits or underscores.", nameof(tableName));
        }

        table = tableName;
    }

    /// <summary>Whether a text, from a record or a note of an earlier life, can be such a name.</summary>
    public static bool IsTableName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is > 0 and <= NameLimit && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
    }

    /// <summary>The name of the tables.</summary>
    public string TableName => table;

    /// <summary>
    /// Whether this kernel and these rights carry a gate: makes tables of another name and takes them away again.
    /// </summary>
    /// <param name="reason">Why not; empty when it does.</param>
    public static bool IsSupported(out string reason)
    {
        try
        {
            using VipGate probe = new($"hamgm_probe_{Environment.ProcessId}");
            probe.Install([]);
            probe.Remove();
            reason = "";
            return true;
        }
        catch (LinuxException refusal)
        {
            reason = refusal.Message;
            return false;
        }
    }

    /// <summary>
    /// Makes the tables for the given VIPs, shut, in one transaction; tables of the same name that an earlier process
    /// left behind go in the same moment, so there is no instant without a gate.
    /// </summary>
    public void Install(ReadOnlySpan<NetAddress> vips) => Install(vips, 0);

    /// <summary>
    /// The same, open from the same moment on: what a holder does whose tables somebody flushed, so that its clients notice
    /// nothing. Without tables nothing is gated, so this can only shorten how long the VIPs answer.
    /// </summary>
    /// <param name="vips">The VIPs.</param>
    /// <param name="openMilliseconds">For how long they are open; 0 for shut.</param>
    public void Install(ReadOnlySpan<NetAddress> vips, int openMilliseconds)
    {
        NftBatch batch = new(netlink);
        Compose(ref batch, vips, openMilliseconds);
        int errno = batch.Commit();
        if (errno != 0)
        {
            throw Refused("install", errno, errno is Errno.EOPNOTSUPP or Errno.EPROTONOSUPPORT or Errno.ENOENT
                ? "The kernel lacks nf_tables (with arp and fib): load or enable them, or set vip.gate: off." : null);
        }
    }

    private void Compose(ref NftBatch batch, ReadOnlySpan<NetAddress> vips, int openMilliseconds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vips.Length, MaxAddresses, nameof(vips));
        Recreate(ref batch, NFPROTO_IPV4);
        GateTables.AddIPv4(ref batch, table);
        Recreate(ref batch, NFPROTO_ARP);
        GateTables.AddArp(ref batch, table);
        Recreate(ref batch, NFPROTO_IPV6);
        GateTables.AddIPv6(ref batch, table);
        HashSet<NetAddress> seen = [];
        foreach (NetAddress vip in vips)
        {
            Check(vip);
            if (seen.Add(vip))
            {
                OnElement(ref batch, NFT_MSG_NEWSETELEM, vip, GateTables.ManagedSet, 0);
                if (openMilliseconds > 0)
                {
                    OnElement(ref batch, NFT_MSG_NEWSETELEM, vip, GateTables.LiveSet, openMilliseconds);
                }
            }
        }
    }

    /// <summary>Opens the gate for a VIP, whatever its state was. The caller has checked the lease.</summary>
    /// <param name="vip">One of the installed VIPs.</param>
    /// <param name="timeoutMilliseconds">After how long without a refresh it shuts; the kernel's grain is one tick (1 to 10 ms), and it shuts early rather than late.</param>
    public void Open(NetAddress vip, int timeoutMilliseconds)
    {
        Check(vip);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeoutMilliseconds, 1);
        int errno = AddLive(vip, timeoutMilliseconds);
        if (errno == Errno.EEXIST)
        {
            if (Refresh(vip, timeoutMilliseconds))
            {
                return;
            }

            // It ran out meanwhile, perhaps in one of the two tables only (each counts its own ticks): clear each by itself.
            Delete(vip, NFPROTO_ARP);
            Delete(vip, NFPROTO_IPV4);
            Delete(vip, NFPROTO_IPV6);
            errno = AddLive(vip, timeoutMilliseconds);
        }

        if (errno != 0)
        {
            throw Refused($"open for {vip}", errno, errno == Errno.ENOENT ? "The gate's tables are gone: somebody flushed the rule set. Install it again." : null);
        }
    }

    /// <summary>
    /// Keeps an open gate open: deletes and adds the element in one transaction, which fails as a whole when the element
    /// has run out. So a node that was frozen cannot prolong what has ended.
    /// </summary>
    /// <returns>False when the gate had shut; nothing was changed, and the caller takes the VIP anew through all the checks.</returns>
    public bool Refresh(NetAddress vip, int timeoutMilliseconds)
    {
        Check(vip);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeoutMilliseconds, 1);
        NftBatch batch = new(netlink);
        OnElement(ref batch, NFT_MSG_DELSETELEM, vip, GateTables.LiveSet, 0);
        OnElement(ref batch, NFT_MSG_NEWSETELEM, vip, GateTables.LiveSet, timeoutMilliseconds);
        int errno = batch.Commit();
        return errno switch
        {
            0 => true,
            Errno.ENOENT => false,
            _ => throw Refused($"refresh for {vip}", errno, null),
        };
    }

    /// <summary>Shuts the gate for a VIP at once.</summary>
    /// <returns>False when it was shut already, or the tables are gone.</returns>
    public bool Close(NetAddress vip)
    {
        Check(vip);

        // One by one, so that what has run out in one table does not keep the other one open.
        bool any = Delete(vip, NFPROTO_ARP);
        any |= Delete(vip, NFPROTO_IPV4);
        any |= Delete(vip, NFPROTO_IPV6);
        return any;
    }

    /// <summary>Removes all tables; no error when they are gone.</summary>
    public void Remove()
    {
        NftBatch batch = new(netlink);
        foreach (byte family in (ReadOnlySpan<byte>)[NFPROTO_IPV4, NFPROTO_ARP, NFPROTO_IPV6])
        {
            // Made first, so that the deletion never fails for want of a table.
            batch.Table(NFT_MSG_NEWTABLE, family, table);
            batch.Table(NFT_MSG_DELTABLE, family, table);
        }

        int errno = batch.Commit();
        if (errno != 0)
        {
            throw Refused("remove", errno, null);
        }
    }

    /// <summary>Whether the tables are there. If not, nothing is gated.</summary>
    public bool IsInstalled()
    {
        foreach (byte family in (ReadOnlySpan<byte>)[NFPROTO_IPV4, NFPROTO_ARP, NFPROTO_IPV6])
        {
            NetlinkMessage message = netlink.Compose();
            uint sequence = netlink.NextSequence();
            message.Begin((SubsystemNftables << 8) | NFT_MSG_GETTABLE, NetlinkSocket.FlagRequest | NetlinkSocket.FlagAck, sequence);
            message.Take(4)[0] = family;
            message.AttributeText(1, table);
            message.End();
            int errno = netlink.Transact(message.Length, sequence);
            if (errno == Errno.ENOENT)
            {
                return false;
            }

            if (errno != 0)
            {
                throw Refused("look for", errno, null);
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => netlink.Dispose();

    private void Recreate(ref NftBatch batch, byte family)
    {
        batch.Table(NFT_MSG_NEWTABLE, family, table);
        batch.Table(NFT_MSG_DELTABLE, family, table);
        batch.Table(NFT_MSG_NEWTABLE, family, table);
    }

    private int AddLive(NetAddress vip, int timeoutMilliseconds)
    {
        NftBatch batch = new(netlink);
        OnElement(ref batch, NFT_MSG_NEWSETELEM, vip, GateTables.LiveSet, timeoutMilliseconds);
        return batch.Commit();
    }

    private bool Delete(NetAddress vip, byte family)
    {
        if (vip.IsIPv6 != (family == NFPROTO_IPV6))
        {
            return false;
        }

        return DeleteFrom(GateTables.LiveSet, vip, family);
    }

    private bool DeleteFrom(string set, NetAddress vip, byte family)
    {
        NftBatch batch = new(netlink);
        batch.Element(NFT_MSG_DELSETELEM, family, table, set, vip, 0);
        int errno = batch.Commit();
        return errno switch
        {
            0 => true,
            Errno.ENOENT => false,
            _ => throw Refused($"close for {vip}", errno, null),
        };
    }

    private void OnElement(ref NftBatch batch, ushort type, NetAddress vip, string set, int timeoutMilliseconds)
    {
        if (vip.IsIPv6)
        {
            batch.Element(type, NFPROTO_IPV6, table, set, vip, timeoutMilliseconds);
            return;
        }

        batch.Element(type, NFPROTO_IPV4, table, set, vip, timeoutMilliseconds);
        batch.Element(type, NFPROTO_ARP, table, set, vip, timeoutMilliseconds);
    }

    private static void Check(NetAddress vip) => ArgumentOutOfRangeException.ThrowIfEqual(vip.IsNone, true, nameof(vip));

    private LinuxException Refused(string verb, int errno, string? remedy)
    {
        StringBuilder operation = new($"{verb} the gate {table}");
        if (netlink.LastRefusal is string words)
        {
            operation.Append(" (").Append(words).Append(')');
        }

        return new LinuxException(operation.ToString(), errno, remedy);
    }
}
