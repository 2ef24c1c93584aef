using System.Net;
using System.Net.Sockets;
using HAMgm.Component.Logger.Formats;

namespace HAMgm.Component.Logger.Targets;

/// <summary>Makes the sinks that <c>log.journald</c> and <c>log.syslog</c> name.</summary>
internal static class SinkFactory
{
    private const string JournalSocket = "/run/systemd/journal/socket";
    private const string LocalSocket = "/dev/log";

    /// <summary>The journal's sink, or null: off, or there is no journal here and none was insisted upon.</summary>
    public static ISink? Journal(string setting, string nodeId)
    {
        var path = setting.StartsWith('/') ? setting : JournalSocket;
        return setting == "off" || (setting == "auto" && !File.Exists(path))
            ? null
            : new DatagramSink("journald", path, new UnixDomainSocketEndPoint(path), record => JournalFormat.Format(record, nodeId));
    }

    /// <summary>The syslog sink, or null: off.</summary>
    public static ISink? Syslog(string setting, string facility, string nodeId)
    {
        if (setting == "off")
        {
            return null;
        }

        var format = new SyslogFormat(FacilityCode(facility), Environment.MachineName, nodeId);
        if (setting == "local" || setting.StartsWith("unix:", StringComparison.Ordinal))
        {
            var path = setting == "local" ? LocalSocket : setting["unix:".Length..];
            return new DatagramSink("syslog", path, new UnixDomainSocketEndPoint(path), format.FormatLocal);
        }

        // The schema's pattern has let no name through: nothing of HAMgm waits for a resolver.
        var server = IPEndPoint.Parse(setting[(setting.IndexOf("//", StringComparison.Ordinal) + 2)..]);
        server = server.Port == 0 ? new IPEndPoint(server.Address, 514) : server;
        return setting.StartsWith("udp", StringComparison.Ordinal)
            ? new DatagramSink("syslog", $"udp://{server}", server, format.Format)
            : new StreamSink("syslog", server, format.Format);
    }

    private static int FacilityCode(string facility) => facility switch
    {
        "user" => 1,
        "daemon" => 3,
        _ => 16 + (facility[^1] - '0'),
    };
}
