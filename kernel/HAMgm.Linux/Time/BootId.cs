namespace HAMgm.Linux.Time;

/// <summary>The kernel's identifier of this boot: times of <see cref="BootClock"/> mean nothing under another one.</summary>
public static class BootId
{
    private const string Path = "/proc/sys/kernel/random/boot_id";
    private static readonly Lazy<Guid> Value = new(() => Guid.Parse(File.ReadAllText(Path).AsSpan().Trim()));

    /// <summary>The identifier of the running boot.</summary>
    public static Guid Current => Value.Value;
}
