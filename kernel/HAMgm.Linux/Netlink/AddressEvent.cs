namespace HAMgm.Linux.Netlink;

/// <summary>One notice of the kernel about addresses or links.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="InterfaceIndex">Where; 0 for <see cref="AddressEventKind.Overrun"/>.</param>
/// <param name="Address">The address, for the address events; else none.</param>
public readonly record struct AddressEvent(AddressEventKind Kind, int InterfaceIndex, NetAddress Address);
