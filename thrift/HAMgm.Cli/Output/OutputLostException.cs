namespace HAMgm.Cli.Output;

/// <summary>The result cannot be written: the disk is full, the descriptor closed, the reader of the pipe gone.</summary>
internal sealed class OutputLostException(string message, bool readerHasGone) : IOException(message)
{
    /// <summary>Whether the reader left of its own accord, as head does.</summary>
    public bool ReaderHasGone { get; } = readerHasGone;
}
