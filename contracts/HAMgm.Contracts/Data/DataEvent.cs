namespace HAMgm.Contracts.Data;

/// <summary>A change of a stored value.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Json">The new value; null when it was deleted or its time was over.</param>
/// <param name="Expired">True when its time to live ended.</param>
public sealed record DataEvent(string Key, string? Json, bool Expired);
