using System.Net;

namespace HAMgm.Contracts.Vip;

/// <summary>One address on one interface.</summary>
/// <param name="Address">IPv4 or IPv6.</param>
/// <param name="PrefixLength">0 … 32, or 0 … 128.</param>
/// <param name="InterfaceIndex">Kernel index of the interface; 0 when simulated.</param>
/// <param name="InterfaceName">Its name.</param>
public sealed record VipBinding(IPAddress Address, int PrefixLength, int InterfaceIndex, string InterfaceName);
