using System.CommandLine;
using System.Reflection;
using HAMgm.Cli.Commands;
using HAMgm.Cli.Connection;
using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;

namespace HAMgm.Cli;

/// <summary>One run of the program: reads the command line, carries the command out, shows what came of it.</summary>
internal sealed class CliRun(CliConsole console)
{
    private readonly CommandTree _tree = new();
    private readonly Settings _settings = new(console);

    /// <summary>Runs it; returns the exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        // Values may begin with @, which the parser would take for a file to read arguments from.
        var parsed = _tree.Root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        try
        {
            var exitCode = await ShowFailuresAsync(parsed, cancellationToken);
            await console.Out.FlushAsync(CancellationToken.None);
            return exitCode;
        }
        catch (OutputLostException lost)
        {
            return ReportLostOutput(lost);
        }
    }

    private async Task<int> ShowFailuresAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(parsed, cancellationToken);
        }
        catch (CliFailure failure)
        {
            await ShowAsync(failure);
            return failure.ExitCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await console.Error.WriteLineAsync(Messages.Interrupted.In(_settings.Language));
            return ExitCode.Interrupted;
        }
    }

    private int ReportLostOutput(OutputLostException lost)
    {
        try
        {
            if (!lost.ReaderHasGone)
            {
                console.Error.WriteLine(Messages.OutputLost.With(lost.Message).In(_settings.Language));
            }
        }
        catch (OutputLostException)
        {
            // Standard error is lost as well; the exit code remains.
        }

        return ExitCode.OutputLost;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.GetValue(_tree.Global.Version))
        {
            await console.Out.WriteAsync($"hamgm-cli {Version()}\n");
            return ExitCode.Success;
        }

        if (parsed.GetValue(_tree.Global.Help))
        {
            // Help is given whatever else is wrong, in the language as far as that can be told.
            TryApplySettings(parsed);
            await console.Out.WriteAsync(new HelpText(_tree, _settings.Language).Of(command));
            return ExitCode.Success;
        }

        var handler = _tree.HandlerOf(command);
        if (handler is null || UsageErrors.Find(parsed) is not null)
        {
            TryApplySettings(parsed);
            throw UsageErrors.Of(parsed);
        }

        _settings.Apply(parsed, _tree.Global, console);
        Report(Messages.SettingsFrom, _settings.File);
        using var client = new ClusterClient(_settings, Report);
        var outcome = await handler(new CommandContext(parsed, _settings, console, client), cancellationToken);
        if (outcome is not null)
        {
            await ShowAsync(outcome);
        }

        return ExitCode.Success;
    }

    private static string Version()
    {
        var version = typeof(CliRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return version.Split('+')[0];
    }

    private void TryApplySettings(ParseResult parsed)
    {
        try
        {
            _settings.Apply(parsed, _tree.Global, console);
        }
        catch (CliFailure)
        {
            // There is something else to say; this one is said when it is the only one.
        }
    }

    private void Report(Phrase what, string? name)
    {
        if (name is not null)
        {
            Report(what.With(name));
        }
    }

    private void Report(Phrase what)
    {
        if (_settings.Verbose)
        {
            console.Error.Write(SafeText.ForTerminal($"hamgm-cli: {what.In(_settings.Language)}") + "\n");
        }
    }

    private Task ShowAsync(Outcome outcome) => _settings.Format switch
    {
        OutputFormat.Table => console.Out.WriteAsync(
            (outcome.IsChange ? outcome.Message.In(_settings.Language) + "\n" : string.Empty) + Table().Write(outcome.Data)),
        _ => ShowEnvelopeAsync(Envelope.Of(outcome, _settings.Language, console.Clock.GetUtcNow())),
    };

    // For people an error belongs to standard error; a program finds the envelope where it looks for results.
    private Task ShowAsync(CliFailure failure) => _settings.Format switch
    {
        OutputFormat.Table => console.Error.WriteAsync(SafeText.ForTerminal(
            $"{failure.Summary.In(_settings.Language)} ({failure.Code})\n{failure.Details.In(_settings.Language)}\n")),
        _ => ShowEnvelopeAsync(Envelope.Of(failure, _settings.Language, console.Clock.GetUtcNow())),
    };

    private Task ShowEnvelopeAsync(Fields envelope) => console.Out.WriteAsync(
        _settings.Format == OutputFormat.Yaml
            ? YamlOutput.Write(envelope)
            : JsonOutput.Write(envelope, indented: true) + "\n");

    private TableOutput Table()
    {
        var colours = console.OutIsTerminal
            && string.IsNullOrEmpty(console.Environment("NO_COLOR"))
            && console.Environment("TERM") != "dumb";

        // Into a file or a pipe nothing is wrapped.
        return new TableOutput(_settings.Language, colours, console.OutIsTerminal ? Math.Max(40, console.TerminalWidth()) : 4000);
    }
}
