namespace HAMgm.Cli.Text;

/// <summary>A language that messages are written in.</summary>
internal enum Language
{
    English,
    Chinese,
}
