namespace HAMgm.Cli.Output;

/// <summary>How results are shown.</summary>
internal enum OutputFormat
{
    Json,
    Table,
    Yaml,
}
