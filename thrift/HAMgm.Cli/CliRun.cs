using System.CommandLine;
using System.Reflection;
using HAMgm.Cli.Commands;
using HAMgm.Cli.Connection;
using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;

namespace HAMgm.Cli;

/// <summary>One run of the program: reads the command line, carries the command out, shows what came of it.</summary>
internal sealed class CliRun
{
    private readonly IReadOnlyList<string> _args;
    private readonly CliConsole _console;
    private readonly CommandTree _tree;
    private readonly Settings _settings;
    private readonly Render _render;

    public CliRun(CliConsole console, IReadOnlyList<string> args)
    {
        _args = args;
        _tree = new CommandTree(args);
        _console = console;
        _settings = new Settings(console);
        _render = new Render(_settings, console);
    }

    /// <summary>Runs it; returns the exit code.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        // Values may begin with @, which the parser would take for a file to read arguments from.
        var parsed = _tree.Root.Parse(_args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        try
        {
            var exitCode = await ShowFailuresAsync(parsed, cancellationToken);
            await _console.Out.FlushAsync(CancellationToken.None);
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
            await _console.Error.WriteLineAsync(Messages.Interrupted.In(_settings.Language));
            return ExitCode.Interrupted;
        }
    }

    private int ReportLostOutput(OutputLostException lost)
    {
        try
        {
            if (!lost.ReaderHasGone)
            {
                _console.Error.WriteLine(Messages.OutputLost.With(lost.Message).In(_settings.Language));
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
            await _console.Out.WriteAsync($"hamgm-cli {Version()}\n");
            return ExitCode.Success;
        }

        if (parsed.GetValue(_tree.Global.Help))
        {
            // Help is given whatever else is wrong, in the language as far as that can be told.
            TryApplySettings(parsed);
            await _console.Out.WriteAsync(new HelpText(_tree, _settings.Language).Of(command));
            return ExitCode.Success;
        }

        var handler = _tree.HandlerOf(command);
        if (handler is null || UsageErrors.Find(parsed) is not null)
        {
            TryApplySettings(parsed);
            throw UsageErrors.Of(parsed);
        }

        _settings.Apply(parsed, _tree.Global, _console);
        Report(Messages.SettingsFrom, _settings.File);
        using var client = new ClusterClient(_settings, Report);
        var outcome = await handler(new CommandContext(parsed, _settings, _console, client, _render), cancellationToken);
        if (outcome is { IsShown: false })
        {
            await ShowAsync(outcome);
        }

        return outcome?.ExitCode ?? ExitCode.Success;
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
            _settings.Apply(parsed, _tree.Global, _console);
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
            _console.Error.Write(SafeText.ForTerminal($"hamgm-cli: {what.In(_settings.Language)}") + "\n");
        }
    }

    private Task ShowAsync(Outcome outcome) => _console.Out.WriteAsync(_render.Text(outcome));

    // For people an error belongs to standard error; a program finds the envelope where it looks for results.
    private Task ShowAsync(CliFailure failure)
    {
        var toError = _settings.Format == OutputFormat.Table || _settings.ErrorsToStandardError;
        return (toError ? _console.Error : _console.Out).WriteAsync(_render.Text(failure));
    }
}
