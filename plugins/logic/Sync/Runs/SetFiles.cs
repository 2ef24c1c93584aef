using HAMgm.Logic.Sync.Manifests;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync.Runs;

/// <summary>What this node keeps of a set between runs.</summary>
internal sealed class SetFiles(SyncSettings settings, SyncSet set)
{
    /// <summary>The file of the common base.</summary>
    public string BaseFile => Path.Combine(settings.Folder, "base", set.Name);

    /// <summary>Hashes that need not be taken again.</summary>
    public HashCache OpenHashes() => new(Path.Combine(settings.Folder, "hashes", set.Name));

    /// <summary>What both nodes had in common at last; null: nothing yet.</summary>
    public CommonBase? ReadBase() => CommonBase.Read(BaseFile);
}
