namespace HAMgm.Kernel.Loading;

/// <summary>What plugins.json says.</summary>
/// <param name="Entries">The plugins it lists, in its order.</param>
/// <param name="DropIns">Whether a plugin whose folder lies beside the others runs without being listed.</param>
public sealed record PluginsFileContent(IReadOnlyList<PluginsFileEntry> Entries, bool DropIns)
{
    /// <summary>The entry of a plugin; null when it is not listed.</summary>
    public PluginsFileEntry? Find(string id) => Entries.FirstOrDefault(entry => entry.Id == id);

    /// <summary>Whether a plugin shall run: as its entry says, or as unlisted ones do.</summary>
    public bool Wants(string id) => Find(id)?.Enabled ?? DropIns;
}
