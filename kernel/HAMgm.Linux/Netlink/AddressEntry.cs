namespace HAMgm.Linux.Netlink;

/// <summary>One address of one interface, as the kernel lists it.</summary>
/// <param name="InterfaceIndex">The interface.</param>
/// <param name="Address">The local address.</param>
/// <param name="PrefixLength">Bits of the subnet.</param>
/// <param name="Flags">IFA_F_ flags (see <see cref="AddressFlags"/>).</param>
/// <param name="ValidLifetimeSeconds">Whole seconds left, rounded up by less than one; null is for ever.</param>
/// <param name="CreatedHundredths">When it was added, in 1/100 s since the host started (wraps after 497 days): tells an address from its successor.</param>
public readonly record struct AddressEntry(
    int InterfaceIndex,
    NetAddress Address,
    int PrefixLength,
    AddressFlags Flags,
    uint? ValidLifetimeSeconds,
    uint CreatedHundredths);
