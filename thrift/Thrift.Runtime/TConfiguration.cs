namespace Thrift;

/// <summary>Limits for what comes from the other side; all are checked before memory is set aside.</summary>
public class TConfiguration
{
    /// <summary>Default of <see cref="MaxMessageSize"/>: 100 MiB.</summary>
    public const int DEFAULT_MAX_MESSAGE_SIZE = 100 * 1024 * 1024;

    /// <summary>Default of <see cref="MaxFrameSize"/>: 16 MiB.</summary>
    public const int DEFAULT_MAX_FRAME_SIZE = 16 * 1024 * 1024;

    /// <summary>Default of <see cref="RecursionLimit"/>: 64.</summary>
    public const int DEFAULT_RECURSION_DEPTH = 64;

    /// <summary>Largest message in bytes, framed or not.</summary>
    public int MaxMessageSize { get; set; } = DEFAULT_MAX_MESSAGE_SIZE;

    /// <summary>Largest frame in bytes, without its four-byte header.</summary>
    public int MaxFrameSize { get; set; } = DEFAULT_MAX_FRAME_SIZE;

    /// <summary>How deep structures may be nested.</summary>
    public int RecursionLimit { get; set; } = DEFAULT_RECURSION_DEPTH;

    /// <summary>Largest string or binary in bytes (this library's own). Default: 16 MiB.</summary>
    public int MaxStringSize { get; set; } = DEFAULT_MAX_FRAME_SIZE;

    /// <summary>Most elements in a list, set or map (this library's own). Default: 1,048,576.</summary>
    public int MaxContainerSize { get; set; } = 1024 * 1024;
}
