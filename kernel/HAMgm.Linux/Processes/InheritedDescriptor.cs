namespace HAMgm.Linux.Processes;

/// <summary>A descriptor that a child gets, and under which number it finds it.</summary>
/// <param name="Source">The descriptor in this process; stays close-on-exec here.</param>
/// <param name="NumberInChild">Its number in the child (0, 1 and 2 replace the standard streams).</param>
public readonly record struct InheritedDescriptor(FileDescriptor Source, int NumberInChild);
