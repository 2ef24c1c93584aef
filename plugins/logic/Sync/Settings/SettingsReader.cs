using System.Net;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Tls;

namespace HAMgm.Logic.Sync.Settings;

/// <summary>Reads the settings. component.config has checked each by itself; here is what they mean together.</summary>
internal static class SettingsReader
{
    private const string SetsKey = "sync.sets";

    private static readonly char[] Separators = [',', ';', ' ', '\t', '\n', '[', ']', '"', '\''];

    /// <exception cref="HamgmException">Configuration/400: a set cannot be meant so; names it and says why.</exception>
    public static SyncSettings Read(IConfigManager config)
    {
        var (local, remote) = ReadAddresses(config);
        var interval = config.GetDuration("sync.interval");
        return new SyncSettings
        {
            ClusterId = config.GetString("cluster.id"),
            NodeId = config.GetString("node.id"),
            NodeIp = config.GetString("node.ip"),
            PeerId = config.GetString("peer.id"),
            PeerIp = config.GetString("peer.ip"),
            Secret = config.GetString("cluster.secret"),
            Tls = config.GetString("thrift.tls.cert").Length == 0
                ? null
                : new TlsFiles(config.GetPath("thrift.tls.ca"), config.GetPath("thrift.tls.cert"), config.GetPath("thrift.tls.key")),
            Local = local,
            Remote = remote,
            PeerPort = config.GetInt("sync.peer_port"),
            RsyncPort = config.GetInt("sync.port"),
            BandwidthLimit = config.GetInt("sync.bandwidth_limit"),
            Timeout = config.GetDuration("sync.timeout"),
            MonitorInterval = config.GetDuration("sync.monitor_interval"),
            KeepCopies = config.GetDuration("sync.keep_copies"),
            SystemdUnit = config.GetString("sync.systemd"),
            Program = config.GetString("sync.rsync"),
            Folder = Path.Combine(config.GetPath("data_dir"), "sync"),
            Sets = ReadSets(config, interval),
        };
    }

    private static List<SyncSet> ReadSets(IConfigManager config, TimeSpan interval)
    {
        var sets = new List<SyncSet>();
        var root = config.GetString("sync.root").TrimEnd('/');
        foreach (var map in config.GetMaps(SetsKey))
        {
            var set = ReadSet(map, interval) with { Root = root };
            if (sets.Exists(other => other.Name == set.Name))
            {
                throw Wrong($"two sets are named '{set.Name}': give each its own name.");
            }

            sets.Add(set);
        }

        foreach (var (path, set) in sets.SelectMany(set => set.Paths.Select(path => (path, set))))
        {
            // Two directions for one file would never end.
            if (sets.Exists(other => other.Paths.Any(above => (other != set || above != path) && (path == above || path.StartsWith(above + "/", StringComparison.Ordinal)))))
            {
                throw Wrong($"{path} of the set '{set.Name}' lies below another path of the sets: name each file once, and exclude it from the other set.");
            }
        }

        return sets;
    }

    private static SyncSet ReadSet(IConfigMap map, TimeSpan interval)
    {
        var name = map.GetString("name");
        var paths = map.GetList("paths").Select(path => path.TrimEnd('/')).ToList();
        foreach (var path in paths)
        {
            if (path.Length == 0 || path[0] != '/' || Path.GetFullPath(path) != path || path.AsSpan().ContainsAny('\n', '\0'))
            {
                throw Wrong($"the path '{path}' of the set '{name}' must be a full path below /, without . and .., and the same on both nodes.");
            }
        }

        var owner = map.GetString("owner");
        if (owner.Length > 0 && owner.Split(':') is not ([{ Length: > 0 }] or [{ Length: > 0 }, { Length: > 0 }]))
        {
            throw Wrong($"owner '{owner}' of the set '{name}' must be user or user:group.");
        }

        var mode = map.GetString("mode");
        return new SyncSet
        {
            Name = name,
            Kind = map.GetString("kind") switch { "config" => SyncKind.Config, "cert" => SyncKind.Certificate, _ => SyncKind.Data },
            Paths = paths,
            Exclude = map.GetList("exclude"),
            Delete = map.GetBool("delete"),
            Owner = owner,
            Mode = mode.Length == 0 ? null : Convert.ToInt32(mode, 8),
            Interval = map.Has("interval") ? map.GetDuration("interval") : interval,
            OnChange = map.GetBool("on_change"),
            After = map.GetString("after"),
            AfterTimeout = map.GetDuration("after_timeout"),
            Insecure = map.GetBool("insecure"),
        };
    }

    private static (List<IPAddress> Local, List<IPAddress> Remote) ReadAddresses(IConfigManager config)
    {
        if (config.GetString("peer.id").Length == 0)
        {
            return ([], []);
        }

        List<IPAddress> local = [IPAddress.Parse(config.GetString("node.ip"))];
        List<IPAddress> remote = [IPAddress.Parse(config.GetString("peer.ip"))];
        foreach (var link in config.GetList("peer.links").SelectMany(entry => entry.Split(Separators, StringSplitOptions.RemoveEmptyEntries)).Chunk(2))
        {
            if (link.Length == 2 && IPAddress.TryParse(link[0], out var here) && IPAddress.TryParse(link[1], out var there) && !local.Contains(here))
            {
                local.Add(here);
                remote.Add(there);
            }
        }

        return (local, remote);
    }

    private static HamgmException Wrong(string message) => new(ErrorKind.Configuration, ErrorCodes.BadRequest, SetsKey, $"{SetsKey}: {message}");
}
