using System.Buffers.Binary;
using HAMgm.Linux.Native;
using HAMgm.Linux.Netlink;
using static HAMgm.Linux.Nftables.NftConstants;

namespace HAMgm.Linux.Nftables;

/// <summary>
/// One nftables transaction in the making: everything in it happens together or not at all. It lives in the buffer
/// of its socket, so there is one at a time and nothing is allocated.
/// </summary>
internal ref struct NftBatch
{
    private readonly NetlinkSocket netlink;
    private NetlinkMessage message;
    private readonly uint firstSequence;
    private uint lastSequence;
    private bool lastOpen;

    internal NftBatch(NetlinkSocket netlink)
    {
        this.netlink = netlink;
        message = netlink.Compose();
        firstSequence = netlink.NextSequence();
        message.Begin(NFNL_MSG_BATCH_BEGIN, NetlinkSocket.FlagRequest, firstSequence);
        BinaryPrimitives.WriteUInt16BigEndian(message.Take(4)[2..], SubsystemNftables);
        message.End();
    }

    internal void Table(ushort type, byte family, string table)
    {
        Begin(type, NetlinkSocket.FlagCreate, family);
        message.AttributeText(1, table);
        message.AttributeBig32(2, 0);
    }

    internal void Set(byte family, string table, string set, uint id, uint flags, uint keyType, uint keyLength)
    {
        Begin(NFT_MSG_NEWSET, NetlinkSocket.FlagCreate, family);
        message.AttributeText(1, table);
        message.AttributeText(2, set);
        message.AttributeBig32(3, flags);
        message.AttributeBig32(4, keyType);
        message.AttributeBig32(5, keyLength);
        message.AttributeBig32(10, id);
    }

    internal void Chain(byte family, string table, string chain, uint hook, int priority)
    {
        Begin(NFT_MSG_NEWCHAIN, NetlinkSocket.FlagCreate, family);
        message.AttributeText(1, table);
        message.AttributeText(3, chain);
        int nest = message.BeginNest(4);
        message.AttributeBig32(1, hook);
        message.AttributeBig32(2, (uint)priority);
        message.EndNest(nest);
        message.AttributeBig32(5, 1);
        message.AttributeText(7, "filter");
    }

    /// <summary>One element, added (with NLM_F_EXCL, so that an existing one is an error) or deleted.</summary>
    internal void Element(ushort type, byte family, string table, string set, NetAddress key, int timeoutMilliseconds)
    {
        Begin(type, type == NFT_MSG_NEWSETELEM ? (ushort)(NetlinkSocket.FlagCreate | NetlinkSocket.FlagExclusive) : (ushort)0, family);
        message.AttributeText(1, table);
        message.AttributeText(2, set);
        int list = message.BeginNest(3);
        int element = message.BeginNest(1);
        int data = message.BeginNest(1);
        message.Attribute(1, key);
        message.EndNest(data);
        if (timeoutMilliseconds > 0)
        {
            message.AttributeBig64(4, (ulong)timeoutMilliseconds);
        }

        message.EndNest(element);
        message.EndNest(list);
    }

    /// <summary>Opens a rule; its expressions follow, then <see cref="EndRule"/>.</summary>
    internal int BeginRule(byte family, string table, string chain)
    {
        Begin(NFT_MSG_NEWRULE, NetlinkSocket.FlagCreate | NetlinkSocket.FlagAppend, family);
        message.AttributeText(1, table);
        message.AttributeText(2, chain);
        return message.BeginNest(4);
    }

    internal void EndRule(int rule)
    {
        // The verdict: immediate drop.
        int nest = BeginExpression("immediate", out int element);
        message.AttributeBig32(1, NFT_REG_VERDICT);
        int data = message.BeginNest(2);
        int verdict = message.BeginNest(2);
        message.AttributeBig32(1, NF_DROP);
        message.EndNest(verdict);
        message.EndNest(data);
        EndExpression(nest, element);
        message.EndNest(rule);
    }

    internal void Payload(uint header, uint offset, uint length)
    {
        int nest = BeginExpression("payload", out int element);
        message.AttributeBig32(1, NFT_REG_1);
        message.AttributeBig32(2, header);
        message.AttributeBig32(3, offset);
        message.AttributeBig32(4, length);
        EndExpression(nest, element);
    }

    internal void Lookup(string set, uint id, uint flags)
    {
        int nest = BeginExpression("lookup", out int element);
        message.AttributeText(1, set);
        message.AttributeBig32(2, NFT_REG_1);
        message.AttributeBig32(4, id);
        message.AttributeBig32(5, flags);
        EndExpression(nest, element);
    }

    internal void CompareEqual(scoped ReadOnlySpan<byte> value)
    {
        int nest = BeginExpression("cmp", out int element);
        message.AttributeBig32(1, NFT_REG_1);
        message.AttributeBig32(2, 0);
        int data = message.BeginNest(3);
        message.Attribute(1, value);
        message.EndNest(data);
        EndExpression(nest, element);
    }

    internal void MetaL4Protocol()
    {
        int nest = BeginExpression("meta", out int element);
        message.AttributeBig32(1, NFT_REG_1);
        message.AttributeBig32(2, NFT_META_L4PROTO);
        EndExpression(nest, element);
    }

    /// <summary>The kind of the destination address (local or not) by the routing table.</summary>
    internal void DestinationKind()
    {
        int nest = BeginExpression("fib", out int element);
        message.AttributeBig32(1, NFT_REG_1);
        message.AttributeBig32(2, NFT_FIB_RESULT_ADDRTYPE);
        message.AttributeBig32(3, NFTA_FIB_F_DADDR);
        EndExpression(nest, element);
    }

    /// <summary>Sends the transaction; 0 when all of it was done, else the first error, and nothing was done.</summary>
    internal int Commit()
    {
        // Refusals always come; the last message is acknowledged as well, so that a verdict comes when nothing is refused.
        message.AddFlags(NetlinkSocket.FlagAck);
        Close();
        uint endSequence = netlink.NextSequence();
        message.Begin(NFNL_MSG_BATCH_END, NetlinkSocket.FlagRequest, endSequence);
        BinaryPrimitives.WriteUInt16BigEndian(message.Take(4)[2..], SubsystemNftables);
        message.End();
        netlink.Send(message.Length);
        netlink.ForgetRefusal();
        int first = 0;
        while (true)
        {
            NetlinkReader reader = new(netlink.Receive());
            while (reader.Next())
            {
                // Older answers (a transaction that was refused in two places) may still lie in the socket.
                if (reader.Type != NetlinkSocket.TypeError || reader.Sequence - firstSequence > endSequence - firstSequence)
                {
                    continue;
                }

                int errno = netlink.ErrorOf(reader);
                first = first == 0 ? errno : first;

                // Refused as a whole (no right, no such subsystem, no memory), or the last message's verdict.
                if (reader.Sequence == lastSequence || (reader.Sequence == firstSequence && errno != 0))
                {
                    return first;
                }
            }
        }
    }

    private void Begin(ushort type, ushort flags, byte family)
    {
        Close();
        lastSequence = netlink.NextSequence();
        message.Begin((ushort)((SubsystemNftables << 8) | type), (ushort)(NetlinkSocket.FlagRequest | flags), lastSequence);
        message.Take(4)[0] = family;
        lastOpen = true;
    }

    private void Close()
    {
        if (lastOpen)
        {
            message.End();
            lastOpen = false;
        }
    }

    private int BeginExpression(string name, out int element)
    {
        element = message.BeginNest(1);
        message.AttributeText(1, name);
        return message.BeginNest(2);
    }

    private void EndExpression(int nest, int element)
    {
        message.EndNest(nest);
        message.EndNest(element);
    }
}
