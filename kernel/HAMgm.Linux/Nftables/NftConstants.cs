namespace HAMgm.Linux.Nftables;

/// <summary>Numbers of linux/netfilter/nf_tables.h and nfnetlink.h, under the names of the headers.</summary>
internal static class NftConstants
{
    internal const byte NFPROTO_IPV4 = 2;
    internal const byte NFPROTO_ARP = 3;
    internal const byte NFPROTO_IPV6 = 10;

    internal const ushort NFNL_MSG_BATCH_BEGIN = 0x10;
    internal const ushort NFNL_MSG_BATCH_END = 0x11;
    internal const ushort SubsystemNftables = 10;

    internal const ushort NFT_MSG_NEWTABLE = 0;
    internal const ushort NFT_MSG_GETTABLE = 1;
    internal const ushort NFT_MSG_DELTABLE = 2;
    internal const ushort NFT_MSG_NEWCHAIN = 3;
    internal const ushort NFT_MSG_NEWRULE = 6;
    internal const ushort NFT_MSG_GETRULE = 7;
    internal const ushort NFT_MSG_NEWSET = 9;
    internal const ushort NFT_MSG_NEWSETELEM = 12;
    internal const ushort NFT_MSG_GETSETELEM = 13;
    internal const ushort NFT_MSG_DELSETELEM = 14;

    internal const uint NFT_REG_VERDICT = 0;
    internal const uint NFT_REG_1 = 1;
    internal const uint NFT_SET_TIMEOUT = 0x10;
    internal const uint NFT_LOOKUP_F_INV = 1;
    internal const uint NFT_PAYLOAD_NETWORK_HEADER = 1;
    internal const uint NFT_PAYLOAD_TRANSPORT_HEADER = 2;
    internal const uint NFT_META_L4PROTO = 16;
    internal const uint NFT_FIB_RESULT_ADDRTYPE = 3;
    internal const uint NFTA_FIB_F_DADDR = 2;
    internal const uint RTN_LOCAL = 2;
    internal const uint NF_DROP = 0;

    internal const uint HookPreRouting = 0;
    internal const uint HookOutput = 3;
    internal const uint HookArpIn = 0;
    internal const uint HookArpOut = 1;

    /// <summary>Before connection tracking and before any address translation: both would hide the VIP.</summary>
    internal const int PriorityRaw = -300;

    /// <summary>What `nft` shows as the type of the key; the kernel does not look at it.</summary>
    internal const uint KeyTypeIPv4 = 7;

    /// <inheritdoc cref="KeyTypeIPv4"/>
    internal const uint KeyTypeIPv6 = 8;
}
