using System.Net;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Tls;

namespace HAMgm.Service.Thrift;

/// <summary>Where the Thrift interface listens, and whom it lets change things.</summary>
/// <param name="EndPoint">thrift.listen and thrift.port; loopback unless there is TLS.</param>
/// <param name="InsecureWrites">thrift.insecure_writes; without effect where there is TLS.</param>
/// <param name="Tls">thrift.tls; null: none.</param>
internal sealed record ThriftSettings(IPEndPoint EndPoint, bool InsecureWrites, TlsFiles? Tls)
{
    private static readonly string[] TlsKeys = ["thrift.tls.ca", "thrift.tls.cert", "thrift.tls.key"];

    /// <summary>Reads the settings.</summary>
    /// <exception cref="HamgmException">Configuration/400: they ask for what cannot be served safely; the message names the key and the remedy.</exception>
    public static ThriftSettings Read(IConfigManager config)
    {
        // component.config refuses the same (CrossFieldRules), so that --check agrees; this is the last line of defence.
        var tls = ReadTls(config);
        var listen = config.GetString("thrift.listen");
        if (!IPAddress.TryParse(listen, out var address))
        {
            throw Refused("thrift.listen", $"thrift.listen: '{listen}' is no IPv4 or IPv6 address. Write 127.0.0.1.");
        }

        if (!IPAddress.IsLoopback(address) && tls is null)
        {
            throw Refused("thrift.listen", $"thrift.listen: {address} can be reached from outside, and without thrift.tls nothing tells who calls: set thrift.tls.ca, cert and key (hamgm-cli pki), or write 127.0.0.1.");
        }

        return new ThriftSettings(new IPEndPoint(address, config.GetInt("thrift.port")), config.GetBool("thrift.insecure_writes"), tls);
    }

    private static TlsFiles? ReadTls(IConfigManager config)
    {
        var missing = TlsKeys.Where(key => config.GetString(key).Length == 0).ToArray();
        return missing.Length switch
        {
            0 => new TlsFiles(config.GetPath(TlsKeys[0]), config.GetPath(TlsKeys[1]), config.GetPath(TlsKeys[2])),
            3 => null,
            _ => throw Refused(missing[0], $"{missing[0]}: is missing: TLS needs thrift.tls.ca, thrift.tls.cert and thrift.tls.key; set all three or none."),
        };
    }

    private static HamgmException Refused(string key, string message) => new(ErrorKind.Configuration, ErrorCodes.BadRequest, key, message);
}
