using System.Runtime.InteropServices;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Netlink;

/// <summary>
/// The addresses of this network namespace's interfaces, over one rtnetlink socket that stays open.
/// Add, Refresh, Delete and TryGet allocate nothing; an instance belongs to one thread.
/// </summary>
/// <remarks>
/// Needs cap_net_admin for changes, nothing for reading. Unexpected refusals are <see cref="LinuxException"/>.
/// </remarks>
public sealed class AddressTable : IDisposable
{
    private const string NeedsNetAdmin = "Run as root or grant the capability cap_net_admin (setcap cap_net_admin,cap_net_raw+ep, or AmbientCapabilities= of the unit).";
    private readonly NetlinkSocket netlink = new(NetlinkSocket.ProtocolRoute, "rtnetlink");

    /// <summary>By which the kernel's notices name the changes made here.</summary>
    internal uint Port => netlink.Port;

    /// <summary>Lets a test delete the address at the one moment that matters.</summary>
    internal Action? BetweenLookAndRefresh { get; set; }

    /// <summary>Adds an address, and never changes one that is there (NLM_F_CREATE | NLM_F_EXCL).</summary>
    /// <param name="ifIndex">The interface.</param>
    /// <param name="address">IPv4 or IPv6; IPv6 is bound without duplicate address detection, for it must answer at once.</param>
    /// <param name="prefixLength">Bits of the subnet.</param>
    /// <param name="validLifetimeSeconds">After how many seconds the kernel removes it by itself; null for never.</param>
    /// <param name="label">IPv4 only: a label, at most 15 ASCII characters that begin with the interface's name.</param>
    public AddressResult Add(int ifIndex, NetAddress address, int prefixLength, int? validLifetimeSeconds = null, string? label = null)
    {
        Check(address, prefixLength, validLifetimeSeconds, label);
        int errno = Change(NetlinkSocket.FlagCreate | NetlinkSocket.FlagExclusive, ifIndex, address, prefixLength, validLifetimeSeconds, label);
        return errno switch
        {
            0 => AddressResult.Done,
            Errno.EEXIST => AddressResult.AlreadyExists,
            _ => throw Refused("add", errno, ifIndex, address, prefixLength),
        };
    }

    /// <summary>
    /// Gives an address that is there a new lifetime, counted from now. IPv6 keeps NODAD; an IPv4 label is kept.
    /// </summary>
    /// <remarks>
    /// Linux has no conditional refresh: a request with NLM_F_REPLACE and without NLM_F_CREATE adds a missing
    /// address, IPv4 and IPv6 alike (seen on 6.18; the tests repeat it). So this looks first, refreshes, and looks
    /// again: the kernel's creation stamp tells whether the address is still the same one. In the few microseconds
    /// between, it may have been made anew: <see cref="AddressResult.Recreated"/>, and the caller deletes it. The stamp
    /// counts 1/100 s: an address younger than that is not told from its successor.
    /// </remarks>
    public AddressResult Refresh(int ifIndex, NetAddress address, int prefixLength, int validLifetimeSeconds)
    {
        Check(address, prefixLength, validLifetimeSeconds, null);
        if (!TryGet(ifIndex, address, prefixLength, out AddressEntry before))
        {
            return AddressResult.NotFound;
        }

        if (before.ValidLifetimeSeconds == 0)
        {
            return AddressResult.Expired;
        }

        BetweenLookAndRefresh?.Invoke();
        int errno = Change(NetlinkSocket.FlagReplace, ifIndex, address, prefixLength, validLifetimeSeconds, null);
        if (errno is Errno.ENOENT or Errno.EADDRNOTAVAIL)
        {
            return AddressResult.NotFound;
        }

        if (errno != 0)
        {
            throw Refused("refresh", errno, ifIndex, address, prefixLength);
        }

        if (!TryGet(ifIndex, address, prefixLength, out AddressEntry after))
        {
            return AddressResult.NotFound;
        }

        return after.CreatedHundredths == before.CreatedHundredths ? AddressResult.Done : AddressResult.Recreated;
    }

    /// <summary>Deletes an address.</summary>
    /// <remarks>
    /// IPv4: deleting the first address of a subnet deletes the later ones of the same subnet, too, unless
    /// net.ipv4.conf.*.promote_secondaries is 1. A VIP that was bound before the node's own address is such a first one.
    /// </remarks>
    /// <returns>Done or NotFound (a missing interface is NotFound, too: what is not there is deleted).</returns>
    public AddressResult Delete(int ifIndex, NetAddress address, int prefixLength)
    {
        Check(address, prefixLength, null, null);
        NetlinkMessage message = netlink.Compose();
        uint sequence = netlink.NextSequence();
        message.Begin(AddressMessages.DeleteAddress, NetlinkSocket.FlagRequest | NetlinkSocket.FlagAck, sequence);
        AddressMessages.WriteHeader(ref message, ifIndex, address, prefixLength);
        AddressMessages.WriteIdentity(ref message, address);
        message.End();
        int errno = netlink.Transact(message.Length, sequence);
        return errno switch
        {
            0 => AddressResult.Done,
            Errno.EADDRNOTAVAIL or Errno.ENOENT or Errno.ENODEV => AddressResult.NotFound,
            _ => throw Refused("delete", errno, ifIndex, address, prefixLength),
        };
    }

    /// <summary>Looks one address up.</summary>
    public bool TryGet(int ifIndex, NetAddress address, int prefixLength, out AddressEntry entry) =>
        Dump(ifIndex, address.IsIPv6 ? Constants.AF_INET6 : Constants.AF_INET, address, prefixLength, null, out entry);

    /// <summary>All addresses of an interface, or of all of them.</summary>
    public IReadOnlyList<AddressEntry> List(int? ifIndex = null)
    {
        List<AddressEntry> all = [];
        Dump(ifIndex ?? 0, Constants.AF_INET, default, 0, all, out _);
        Dump(ifIndex ?? 0, Constants.AF_INET6, default, 0, all, out _);
        return all;
    }

    /// <inheritdoc/>
    public void Dispose() => netlink.Dispose();

    /// <summary>The bare request, for the test that records what the kernel makes of the flags.</summary>
    internal int Change(ushort flags, int ifIndex, NetAddress address, int prefixLength, int? validLifetimeSeconds, string? label)
    {
        NetlinkMessage message = netlink.Compose();
        uint sequence = netlink.NextSequence();
        message.Begin(AddressMessages.NewAddress, (ushort)(NetlinkSocket.FlagRequest | NetlinkSocket.FlagAck | flags), sequence);
        AddressMessages.WriteHeader(ref message, ifIndex, address, prefixLength);
        AddressMessages.WriteIdentity(ref message, address);
        AddressMessages.WriteProperties(ref message, address, validLifetimeSeconds, label);
        message.End();
        return netlink.Transact(message.Length, sequence);
    }

    private bool Dump(int ifIndex, int family, NetAddress wanted, int prefixLength, List<AddressEntry>? into, out AddressEntry found)
    {
        // A list that changed while the kernel wrote it may lack an entry; it says so, and is asked for again.
        const int Attempts = 5;
        int keep = into?.Count ?? 0;
        for (int attempt = 1; ; attempt++)
        {
            bool any = DumpOnce(ifIndex, family, wanted, prefixLength, into, out found, out bool interrupted);
            if (!interrupted || attempt == Attempts)
            {
                return any;
            }

            into?.RemoveRange(keep, into.Count - keep);
        }
    }

    private bool DumpOnce(int ifIndex, int family, NetAddress wanted, int prefixLength, List<AddressEntry>? into, out AddressEntry found, out bool interrupted)
    {
        NetlinkMessage message = netlink.Compose();
        uint sequence = netlink.NextSequence();
        message.Begin(AddressMessages.GetAddress, NetlinkSocket.FlagRequest | NetlinkSocket.FlagDump, sequence);
        Span<byte> header = message.Take(AddressMessages.HeaderLength);
        header[0] = (byte)family;
        MemoryMarshal.Write(header[4..], ifIndex);
        message.End();
        netlink.Send(message.Length);
        found = default;
        interrupted = false;
        bool any = false;
        while (true)
        {
            NetlinkReader reader = new(netlink.Receive());
            while (reader.Next())
            {
                if (reader.Sequence != sequence)
                {
                    continue;
                }

                interrupted |= (reader.Flags & NetlinkSocket.FlagDumpInterrupted) != 0;
                if (reader.Type == NetlinkSocket.TypeDone)
                {
                    return any;
                }

                if (reader.Type == NetlinkSocket.TypeError)
                {
                    int errno = netlink.ErrorOf(reader);
                    return errno is 0 or Errno.ENODEV ? any : throw new LinuxException($"list the addresses of interface {ifIndex}", errno);
                }

                // The index is compared again because a kernel without strict checking lists all interfaces.
                if (AddressMessages.TryRead(reader.Payload, out AddressEntry entry) && (ifIndex == 0 || entry.InterfaceIndex == ifIndex))
                {
                    into?.Add(entry);
                    if (entry.Address == wanted && entry.PrefixLength == prefixLength)
                    {
                        found = entry;
                        any = true;
                    }
                }
            }
        }
    }

    private static void Check(NetAddress address, int prefixLength, int? validLifetimeSeconds, string? label)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(address.IsNone, false, nameof(address));
        ArgumentOutOfRangeException.ThrowIfNegative(prefixLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixLength, address.Length * 8);
        if (validLifetimeSeconds is int seconds)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(seconds, 1, nameof(validLifetimeSeconds));
        }

        if (label is not null)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(label.Length, 15, nameof(label));
        }
    }

    private LinuxException Refused(string verb, int errno, int ifIndex, NetAddress address, int prefixLength)
    {
        string reason = netlink.LastRefusal is string words ? $" ({words})" : "";
        return new LinuxException($"{verb} {address}/{prefixLength} on interface {ifIndex}{reason}", errno, errno == Errno.EPERM ? NeedsNetAdmin : null);
    }
}
