using HAMgm.Logic.Sync.Settings;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Sync.Tests;

/// <summary>Settings of a part of the plugin that a test runs by itself.</summary>
internal static class TestSettings
{
    /// <summary>Node a, without sets.</summary>
    /// <param name="folder">Where everything of the plugin lies.</param>
    public static SyncSettings Of(string folder) => new()
    {
        ClusterId = "test",
        NodeId = "a",
        NodeIp = "127.0.0.1",
        PeerId = "b",
        PeerIp = "127.0.0.2",
        Secret = "",
        Tls = null,
        Local = [],
        Remote = [],
        PeerPort = 0,
        RsyncPort = PortBlock.Next(),
        BandwidthLimit = 0,
        Timeout = TimeSpan.FromMinutes(1),
        MonitorInterval = TimeSpan.FromMinutes(1),
        KeepCopies = TimeSpan.FromDays(1),
        SystemdUnit = "",
        Program = "rsync",
        Folder = folder,
        Sets = [],
    };
}
