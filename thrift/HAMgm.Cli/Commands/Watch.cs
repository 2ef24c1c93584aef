using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Commands;

/// <summary>
/// Repeats a reading command until Ctrl-C. On a terminal in place, as a table unless another format is asked for; else one JSON
/// document a line (yaml: a document each; table: one after the other). A node that does not answer is shown and asked again: that is
/// what one watches for.
/// </summary>
internal sealed class Watch(CommandContext context, CommandHandler command, TimeSpan interval)
{
    private const string EnterScreen = "\u001b[?1049h\u001b[?25l";
    private const string LeaveScreen = "\u001b[?25h\u001b[?1049l";
    private const string Home = "\u001b[H";
    private const string EndOfLine = "\u001b[K\n";
    private const string EraseBelow = "\u001b[J";

    /// <summary>Repeats it; ends by cancellation.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var inPlace = context.Console.OutIsTerminal;
        if (inPlace && !context.Settings.HasFormat)
        {
            context.Settings.PreferTable();
        }

        var last = string.Empty;
        if (inPlace)
        {
            await context.Console.Out.WriteAsync(EnterScreen);
        }

        try
        {
            while (true)
            {
                last = await OnceAsync(inPlace, cancellationToken);
                await context.Console.Out.WriteAsync(inPlace ? Screen(last) : last);
                await context.Console.Out.FlushAsync(cancellationToken);
                await Task.Delay(interval, cancellationToken);
            }
        }
        finally
        {
            if (inPlace)
            {
                // The last picture stays on the ordinary screen.
                await context.Console.Out.WriteAsync(LeaveScreen + last);
                await context.Console.Out.FlushAsync(CancellationToken.None);
            }
        }
    }

    private async Task<string> OnceAsync(bool inPlace, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await command(context, cancellationToken);
            return context.Render.Text(outcome!, isLine: !inPlace);
        }
        catch (CliFailure failure) when (failure.ExitCode is ExitCode.Unreachable or ExitCode.Refused)
        {
            return context.Render.Text(failure, isLine: !inPlace);
        }
    }

    private string Screen(string picture)
    {
        var now = context.Console.Clock.GetUtcNow();
        var title = Messages.WatchTitle.With(Duration.Write(interval), CellText.Time(now.ToUnixTimeMilliseconds()));
        var text = title.In(context.Settings.Language) + "\n\n" + picture;
        return Home + text.Replace("\n", EndOfLine, StringComparison.Ordinal) + EraseBelow;
    }
}
