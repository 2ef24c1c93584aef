namespace HAMgm.Component.Logger;

/// <summary>One field as text.</summary>
/// <param name="Name">As the caller gave it.</param>
/// <param name="Text">Its value.</param>
/// <param name="IsBare">True: a number, boolean or null, which JSON writes without quotes.</param>
internal readonly record struct RecordField(string Name, string Text, bool IsBare);
