using System.Net;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;

namespace HAMgm.Service.Thrift;

/// <summary>Where the Thrift interface listens, and whom it lets change things.</summary>
/// <param name="EndPoint">thrift.listen and thrift.port; loopback.</param>
/// <param name="InsecureWrites">thrift.insecure_writes.</param>
internal sealed record ThriftSettings(IPEndPoint EndPoint, bool InsecureWrites)
{
    private static readonly string[] TlsKeys = ["thrift.tls.ca", "thrift.tls.cert", "thrift.tls.key"];

    /// <summary>Reads the settings.</summary>
    /// <exception cref="HamgmException">Configuration/400: they ask for what cannot be served safely; the message names the key and the remedy.</exception>
    public static ThriftSettings Read(IConfigManager config)
    {
        // To listen without TLS where somebody asked for it would be worse than not to listen. component.config refuses the
        // same (CrossFieldRules), so that --check agrees; this is the last line of defence.
        if (TlsKeys.FirstOrDefault(key => config.GetString(key).Length > 0) is { } tlsKey)
        {
            throw Refused(tlsKey, $"{tlsKey}: is not served by this build yet: "
                + "remove thrift.tls.*, leave thrift.listen on 127.0.0.1, and use hamgm-cli as root on the node itself.");
        }

        var listen = config.GetString("thrift.listen");
        if (!IPAddress.TryParse(listen, out var address))
        {
            throw Refused("thrift.listen", $"thrift.listen: '{listen}' is no IPv4 or IPv6 address. Write 127.0.0.1.");
        }

        if (!IPAddress.IsLoopback(address))
        {
            throw Refused("thrift.listen", $"thrift.listen: {address} can be reached from outside, and there is no TLS in this build to tell who calls: write 127.0.0.1.");
        }

        return new ThriftSettings(new IPEndPoint(address, config.GetInt("thrift.port")), config.GetBool("thrift.insecure_writes"));
    }

    private static HamgmException Refused(string key, string message) => new(ErrorKind.Configuration, ErrorCodes.BadRequest, key, message);
}
