namespace HAMgm.Linux.Memory;

/// <summary>An address that the guard deletes when the service no longer may hold it.</summary>
/// <param name="InterfaceIndex">The interface.</param>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">Bits of its subnet.</param>
public readonly record struct GuardedAddress(int InterfaceIndex, NetAddress Address, int PrefixLength);
