using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Logic.NodeDetect.Running;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>Whether a gateway answers an ICMP echo.</summary>
/// <param name="address">Which; null: that of the default route, as it is at each look.</param>
/// <param name="warn">A slower answer is degraded; null: none is.</param>
internal sealed class GatewayProbe(IPAddress? address, TimeSpan? warn) : IProbe
{
    // Longer than any check waits; its deadline is the token's.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private readonly Ping _ping = new();

    public async Task<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if ((address ?? DefaultGateway()) is not { } gateway)
            {
                return CheckOutcome.Unhealthy("there is no default route: name a gateway in 'address'");
            }

            var reply = await _ping.SendPingAsync(gateway, Longest, buffer: [0], cancellationToken: cancellationToken).ConfigureAwait(false);
            var took = TimeSpan.FromMilliseconds(reply.RoundtripTime);
            return reply.Status != IPStatus.Success ? CheckOutcome.Unhealthy($"{gateway} does not answer: {reply.Status}")
                : CheckOutcome.Make(
                    took > warn ? CheckLevel.Degraded : CheckLevel.Healthy, $"{gateway} answers within {Texts.Duration(took)}", [("echo_ms", took.TotalMilliseconds)]);
        }
        catch (Exception error) when (error is PingException or SocketException or LinuxException)
        {
            return CheckOutcome.Unhealthy($"the gateway cannot be asked: {(error.InnerException ?? error).Message}");
        }
    }

    public void Dispose() => _ping.Dispose();

    private static IPAddress? DefaultGateway() =>
        (RouteTable.DefaultGateway(0, AddressFamily.InterNetwork) ?? RouteTable.DefaultGateway(0, AddressFamily.InterNetworkV6))?.ToIPAddress();
}
