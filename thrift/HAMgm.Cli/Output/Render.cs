using HAMgm.Cli.Options;

namespace HAMgm.Cli.Output;

/// <summary>Results and failures as text, in the format and language of the settings.</summary>
internal sealed class Render(Settings settings, CliConsole console)
{
    /// <summary>A result.</summary>
    /// <param name="outcome">What came of the command.</param>
    /// <param name="isLine">True: one of several, a JSON document on one line, a YAML document that is ended.</param>
    public string Text(Outcome outcome, bool isLine = false) => settings.Format switch
    {
        OutputFormat.Table =>
            (outcome.IsChange ? outcome.Message.In(settings.Language) + "\n" : string.Empty) + Table().Write(outcome.Data),
        _ => Text(Envelope.Of(outcome, settings.Language, console.Clock.GetUtcNow()), isLine),
    };

    /// <summary>A failure.</summary>
    /// <inheritdoc cref="Text(Outcome, bool)"/>
    public string Text(CliFailure failure, bool isLine = false) => settings switch
    {
        { Format: OutputFormat.Table } or { ErrorsToStandardError: true } => SafeText.ForTerminal(
            $"{failure.Summary.In(settings.Language)} ({failure.Code})\n{failure.Details.In(settings.Language)}\n"),
        _ => Text(Envelope.Of(failure, settings.Language, console.Clock.GetUtcNow()), isLine),
    };

    private string Text(Fields envelope, bool isLine) => (settings.Format, isLine) switch
    {
        (OutputFormat.Yaml, true) => $"---\n{YamlOutput.Write(envelope)}...\n",
        (OutputFormat.Yaml, false) => YamlOutput.Write(envelope),
        _ => JsonOutput.Write(envelope, indented: !isLine) + "\n",
    };

    private TableOutput Table()
    {
        var colours = console.OutIsTerminal
            && string.IsNullOrEmpty(console.Environment("NO_COLOR"))
            && console.Environment("TERM") != "dumb";

        // Into a file or a pipe nothing is wrapped.
        return new TableOutput(settings.Language, colours, console.OutIsTerminal ? Math.Max(40, console.TerminalWidth()) : 4000);
    }
}
