namespace HAMgm.Logic.Sync.Files;

/// <summary>What lies at a path.</summary>
internal enum FileKind
{
    /// <summary>A socket, a pipe, a device: never copied.</summary>
    Other = 0,

    /// <summary>A regular file.</summary>
    Regular = 1,

    /// <summary>A directory.</summary>
    Directory = 2,

    /// <summary>A symbolic link; never followed.</summary>
    Link = 3,
}
