using System.Runtime.InteropServices;
using static HAMgm.Linux.Nftables.NftConstants;

namespace HAMgm.Linux.Nftables;

/// <summary>The three tables of the gate as transaction steps. In every rule: "of a managed VIP that is not live: drop".</summary>
internal static class GateTables
{
    internal const string ManagedSet = "vips";
    internal const string LiveSet = "live";

    /// <summary>No rule looks at it: an element in it is the permission to open, and runs out by itself (see <see cref="VipGate.Arm"/>).</summary>
    internal const string ArmedSet = "armed";
    private const uint ManagedSetId = 1;
    private const uint LiveSetId = 2;
    private const uint ArmedSetId = 3;
    private const byte Icmpv6 = 58;
    private const byte NeighbourSolicitation = 135;
    private const byte NeighbourAdvertisement = 136;

    /// <summary>
    /// ip: packets to it that would be delivered here, and packets from it. The hook is prerouting rather than input,
    /// and the destination is asked whether it is local: a port redirection would have replaced the VIP by the time
    /// of input, and a STANDBY that routes for its containers must let packets to the other node's VIP pass.
    /// </summary>
    internal static void AddIPv4(ref NftBatch batch, string table)
    {
        AddSets(ref batch, NFPROTO_IPV4, table, KeyTypeIPv4, 4);
        batch.Set(NFPROTO_IPV4, table, ArmedSet, ArmedSetId, NFT_SET_TIMEOUT, KeyTypeIPv4, 4);
        AddPacketChains(ref batch, NFPROTO_IPV4, table, sourceOffset: 12, destinationOffset: 16, addressLength: 4);
    }

    /// <summary>ip6: as ip; neighbour discovery, which is IPv6's ARP, besides.</summary>
    internal static void AddIPv6(ref NftBatch batch, string table)
    {
        AddSets(ref batch, NFPROTO_IPV6, table, KeyTypeIPv6, 16);
        batch.Set(NFPROTO_IPV6, table, ArmedSet, ArmedSetId, NFT_SET_TIMEOUT, KeyTypeIPv6, 16);
        AddPacketChains(ref batch, NFPROTO_IPV6, table, sourceOffset: 8, destinationOffset: 24, addressLength: 16);
        AddDiscoveryRule(ref batch, table, "in", NeighbourSolicitation);
        AddDiscoveryRule(ref batch, table, "out", NeighbourAdvertisement);
    }

    /// <summary>
    /// arp: requests for it in, everything that claims it out. Announcements of the other node (sender = target =
    /// VIP) stay readable, so that this host's own cache follows the VIP.
    /// </summary>
    internal static void AddArp(ref NftBatch batch, string table)
    {
        AddSets(ref batch, NFPROTO_ARP, table, KeyTypeIPv4, 4);
        batch.Chain(NFPROTO_ARP, table, "in", HookArpIn, 0);
        int rule = batch.BeginRule(NFPROTO_ARP, table, "in");
        batch.Payload(NFT_PAYLOAD_NETWORK_HEADER, 6, 2);
        batch.CompareEqual([0, 1]);
        batch.Payload(NFT_PAYLOAD_NETWORK_HEADER, 14, 4);
        batch.Lookup(ManagedSet, ManagedSetId, NFT_LOOKUP_F_INV);
        batch.Payload(NFT_PAYLOAD_NETWORK_HEADER, 24, 4);
        AddNotLive(ref batch);
        batch.EndRule(rule);

        batch.Chain(NFPROTO_ARP, table, "out", HookArpOut, 0);
        rule = batch.BeginRule(NFPROTO_ARP, table, "out");
        batch.Payload(NFT_PAYLOAD_NETWORK_HEADER, 14, 4);
        AddNotLive(ref batch);
        batch.EndRule(rule);
    }

    /// <summary>How many rules the table of a family has while nobody has touched it.</summary>
    internal static int RuleCount(byte family) => family == NFPROTO_IPV6 ? 4 : 2;

    private static void AddSets(ref NftBatch batch, byte family, string table, uint keyType, uint keyLength)
    {
        batch.Set(family, table, ManagedSet, ManagedSetId, 0, keyType, keyLength);
        batch.Set(family, table, LiveSet, LiveSetId, NFT_SET_TIMEOUT, keyType, keyLength);
    }

    private static void AddPacketChains(ref NftBatch batch, byte family, string table, uint sourceOffset, uint destinationOffset, uint addressLength)
    {
        batch.Chain(family, table, "in", HookPreRouting, PriorityRaw);
        int rule = batch.BeginRule(family, table, "in");
        batch.Payload(NFT_PAYLOAD_NETWORK_HEADER, destinationOffset, addressLength);
        AddNotLive(ref batch);
        batch.DestinationKind();
        Span<byte> local = stackalloc byte[4];
        MemoryMarshal.Write(local, RTN_LOCAL);
        batch.CompareEqual(local);
        batch.EndRule(rule);

        batch.Chain(family, table, "out", HookOutput, PriorityRaw);
        rule = batch.BeginRule(family, table, "out");
        batch.Payload(NFT_PAYLOAD_NETWORK_HEADER, sourceOffset, addressLength);
        AddNotLive(ref batch);
        batch.EndRule(rule);
    }

    private static void AddDiscoveryRule(ref NftBatch batch, string table, string chain, byte type)
    {
        int rule = batch.BeginRule(NFPROTO_IPV6, table, chain);
        batch.MetaL4Protocol();
        batch.CompareEqual([Icmpv6]);
        batch.Payload(NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1);
        batch.CompareEqual([type]);
        batch.Payload(NFT_PAYLOAD_TRANSPORT_HEADER, 8, 16);
        AddNotLive(ref batch);
        batch.EndRule(rule);
    }

    private static void AddNotLive(ref NftBatch batch)
    {
        batch.Lookup(ManagedSet, ManagedSetId, 0);
        batch.Lookup(LiveSet, LiveSetId, NFT_LOOKUP_F_INV);
    }
}
