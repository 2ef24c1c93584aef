namespace HAMgm.Cli.Text;

/// <summary>Words of synchronising in both languages.</summary>
internal static class SyncTexts
{
    /// <summary>What a run is at.</summary>
    public static Phrase Phase(string phase) => phase switch
    {
        "comparing" => new("comparing", "比对"),
        "copying" => new("copying", "传输"),
        "checking" => new("checking", "校验"),
        "placing" => new("putting in place", "落盘"),
        "idle" => new("idle", "空闲"),
        _ => Phrase.Verbatim(phase),
    };
}
