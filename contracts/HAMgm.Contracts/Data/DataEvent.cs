namespace HAMgm.Contracts.Data;

/// <summary>A change of a stored value, or the word that changes were missed.</summary>
/// <param name="Key">Its key; with <paramref name="Resync"/> the prefix that is watched.</param>
/// <param name="Json">The new value; null when it was deleted or its time was over.</param>
/// <param name="Expired">True when its time to live ended.</param>
/// <param name="Resync">
/// True: the watcher was too far behind and changes were left out before this event. What it knows is void: read the values
/// anew now. Every change after this event follows it.
/// </param>
public sealed record DataEvent(string Key, string? Json, bool Expired, bool Resync = false);
