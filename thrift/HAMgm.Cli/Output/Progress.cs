using System.Diagnostics;
using System.Globalization;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Output;

/// <summary>
/// Says on standard error what is being waited for, with the seconds so far, when it takes longer than a blink; leaves nothing
/// behind. Only on a terminal: a log or a pipe gets none of it.
/// </summary>
internal sealed class Progress(CliConsole console, Language language)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>Does the work; what it throws comes through.</summary>
    public Task<T> ShowAsync<T>(Phrase what, Task<T> work) => ShowAsync(() => what, work);

    /// <summary>The same, of work whose steps have names.</summary>
    public async Task<T> ShowAsync<T>(Func<Phrase> what, Task<T> work)
    {
        if (!console.ErrorIsTerminal)
        {
            return await work;
        }

        var begun = Stopwatch.GetTimestamp();
        var shown = false;
        var wait = Quiet;
        while (await Task.WhenAny(work, Task.Delay(wait)) != work)
        {
            shown = true;
            wait = Step;
            var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            var line = SafeText.ForTerminal($"{what().In(language)} … {seconds} s");
            console.Error.Write($"\r{line}\u001b[K");
        }

        if (shown)
        {
            console.Error.Write("\r\u001b[K");
        }

        return await work;
    }
}
