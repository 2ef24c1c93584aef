using System.Globalization;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Linux;
using HAMgm.Linux.Packets;
using HAMgm.Logic.VipControl.Addresses;

namespace HAMgm.Logic.VipControl;

/// <summary>The settings, read once at Initialize: design.md section 7 has their meaning and defaults.</summary>
/// <param name="Addresses">vip.address, then vip.more; without doubles.</param>
/// <param name="InterfaceName">vip.interface.</param>
/// <param name="IsSimulated">vip.provider.</param>
/// <param name="KernelLeaseSeconds">vip.kernel_lease, rounded up to whole seconds because the kernel counts in them.</param>
/// <param name="WantsGate">vip.gate is not <c>off</c>.</param>
/// <param name="Gateways">quorum.gateways; empty for the default route.</param>
/// <param name="NeedsGateway">quorum.witness is <c>gateway</c>.</param>
/// <param name="AnnouncePeriod">vip.announce_refresh; zero: never again after the first seconds.</param>
/// <param name="KnownMacs">vip.known_macs: proxies whose answers for a VIP are no conflict.</param>
/// <param name="InterfaceOf">vip.interfaces: where a further address belongs, when its subnet does not say so.</param>
/// <param name="TableName">Of the gate, from thrift.port, so that two nodes on one host do not share one.</param>
internal sealed record VipSettings(
    VipAddress[] Addresses,
    string InterfaceName,
    bool IsSimulated,
    int KernelLeaseSeconds,
    bool WantsGate,
    NetAddress[] Gateways,
    bool NeedsGateway,
    TimeSpan AnnouncePeriod,
    MacAddress[] KnownMacs,
    IReadOnlyDictionary<NetAddress, string> InterfaceOf,
    string TableName)
{
    /// <summary>How often the kernel's lifetime of the addresses is refreshed, whatever the interval (docs/adr/0019).</summary>
    internal static TimeSpan LifetimePeriod { get; } = TimeSpan.FromMilliseconds(250);

    internal static VipSettings Read(IConfigManager config)
    {
        VipAddress[] addresses = [ReadAddress("vip.address", config.GetString("vip.address")),
            .. config.GetList("vip.more").Where(text => text.Length > 0).Select(text => ReadAddress("vip.more", text))];
        return new VipSettings(
            [.. addresses.DistinctBy(address => address.Address)],
            config.GetString("vip.interface"),
            config.GetString("vip.provider") == "simulated",
            Math.Max(1, (int)Math.Ceiling(config.GetDuration("vip.kernel_lease").TotalSeconds)),
            config.GetString("vip.gate") != "off",
            [.. config.GetList("quorum.gateways").Where(text => text.Length > 0).Select(ReadGateway)],
            config.GetString("quorum.witness") == "gateway",
            config.GetDuration("vip.announce_refresh"),
            [.. config.GetList("vip.known_macs").Where(text => text.Length > 0).Select(ReadMac)],
            config.GetList("vip.interfaces").Where(text => text.Length > 0).Select(ReadInterface).ToDictionary(pair => pair.Address, pair => pair.Name),
            string.Create(CultureInfo.InvariantCulture, $"hamgm_{config.GetInt("thrift.port")}"));
    }

    private static VipAddress ReadAddress(string key, string text) => VipAddress.TryParse(text, out VipAddress parsed)
        ? parsed
        : throw Wrong(key, $"'{text}' in {key} is no address with a prefix length: write it like 192.168.1.200/24 or 2001:db8::200/64.");

    private static NetAddress ReadGateway(string text) => NetAddress.TryParse(text, out NetAddress parsed)
        ? parsed
        : throw Wrong("quorum.gateways", $"'{text}' in quorum.gateways is no IP address: names are not looked up on the control path.");

    private static MacAddress ReadMac(string text) => MacAddress.TryParse(text, out MacAddress parsed)
        ? parsed
        : throw Wrong("vip.known_macs", $"'{text}' in vip.known_macs is no Ethernet address: write it like 00:11:22:33:44:55.");

    private static (NetAddress Address, string Name) ReadInterface(string text) =>
        text.Split('=') is [var address, { Length: > 0 } name] && NetAddress.TryParse(address, out NetAddress parsed)
            ? (parsed, name)
            : throw Wrong("vip.interfaces", $"'{text}' in vip.interfaces is not of the form address=interface, like 10.0.2.200=eth1.");

    private static HamgmException Wrong(string key, string message) =>
        new(ErrorKind.Configuration, ErrorCodes.BadRequest, key, message);
}
