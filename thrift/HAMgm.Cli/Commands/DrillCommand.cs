using System.Diagnostics;
using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>
/// cluster drill: moves the VIP to the other node and back by planned hand-overs. Refuses when the readiness says no; once the
/// VIP has moved it is moved back whatever happens here, Ctrl-C included, or the failure says where it is.
/// </summary>
internal static class DrillCommand
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);

    public static void AddTo(CommandTree tree, System.CommandLine.Command group)
    {
        var confirm = tree.Flag("--confirm", Messages.OptionDrillConfirm);
        var stay = tree.Option("--stay", "duration", Messages.OptionDrillStay);
        tree.Add(
            group,
            "drill",
            Messages.AboutClusterDrill,
            (context, cancel) => context.Flag(confirm)
                ? DrillAsync(context, Values.Timeout("--stay", context.Value(stay) ?? "2s"), cancel)
                : throw CliFailure.Usage(Messages.DrillConfirmMissing),
            confirm,
            stay);
    }

    private static async Task<Outcome?> DrillAsync(CommandContext context, TimeSpan stay, CancellationToken cancellationToken)
    {
        var (before, _) = await ReadinessCommand.GetAsync(context, cancellationToken);
        if (!before.Ready)
        {
            throw new CliFailure(ExitCode.Refused, 409, Messages.Conflict, Messages.NotReadyForDrill.With(ReadinessCommand.Blocking(before)));
        }

        var begun = Stopwatch.GetTimestamp();
        var (home, away) = (before.PrimaryNodeId, before.StandbyNodeId);
        cancellationToken.ThrowIfCancellationRequested();
        var there = await MoveAsync(context, Messages.DoingDrillThere.With(away));
        var moved = Stopwatch.GetTimestamp();
        var interrupted = false;
        try
        {
            await context.ProgressAsync(Messages.DoingDrillStay.With(away, home), StayAsync(context, home, away, stay, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            interrupted = true;
            await context.Console.Error.WriteLineAsync(Messages.DrillInterrupted.With(home).In(context.Settings.Language));
        }

        var stayed = Stopwatch.GetElapsedTime(moved);
        var back = await MoveBackAsync(context, home, away);
        if (interrupted)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return new Outcome(
            Messages.DrillDone,
            back.TimestampMs,
            new Fields
            {
                { "primaryNodeId", home },
                { "standbyNodeId", away },
                { "stayMs", (long)stayed.TotalMilliseconds },
                { "totalMs", (long)Stopwatch.GetElapsedTime(begun).TotalMilliseconds },
                { "there", there.Report },
                { "back", back.Report },
            },
            IsChange: true);
    }

    // Not broken off by Ctrl-C: a hand-over that was asked for happens, and this program has to know where the VIP is. The call's
    // own time-out bounds it.
    private static async Task<(Fields Report, long TimestampMs)> MoveAsync(CommandContext context, Phrase what)
    {
        var begun = Stopwatch.GetTimestamp();
        var answer = await context.ProgressAsync(what, context.Client.ChangeAsync(
            "ForceSwitch", (client, cancel) => client.ForceSwitch(cancel), answer => answer.Base, CancellationToken.None));
        return (
            new Fields
            {
                { "oldPrimaryNodeId", answer.OldPrimaryNodeId, answer.__isset.oldPrimaryNodeId },
                { "newPrimaryNodeId", answer.NewPrimaryNodeId, answer.__isset.newPrimaryNodeId },
                { "term", answer.Term, answer.__isset.term },
                { "durationMs", Math.Round(answer.DurationMs, 1), answer.__isset.durationMs },
                { "callMs", Math.Round(Stopwatch.GetElapsedTime(begun).TotalMilliseconds, 1) },
            },
            answer.Base.Timestamp);
    }

    private static async Task<(Fields Report, long TimestampMs)> MoveBackAsync(CommandContext context, string home, string away)
    {
        try
        {
            return await MoveAsync(context, Messages.DoingDrillBack.With(home));
        }
        catch (CliFailure failure)
        {
            throw new CliFailure(failure.ExitCode, failure.Code, failure.Summary, Messages.DrillStranded.With(away).Then(failure.Details), failure);
        }
    }

    // True: the pair is ready to have it moved back. False: nobody says whether it is.
    private static async Task<bool> StayAsync(CommandContext context, string home, string away, TimeSpan stay, CancellationToken cancellationToken)
    {
        await Task.Delay(stay, cancellationToken);
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            var isLate = Stopwatch.GetElapsedTime(begun) > context.Settings.Timeout;
            Readiness? now = null;
            try
            {
                (now, _) = await ReadinessCommand.GetAsync(context, cancellationToken);
            }
            catch (CliFailure failure) when (failure.Code is 503 or 504 && !isLate)
            {
                // Around a change of role a node may not answer for a moment.
            }
            catch (CliFailure)
            {
                // Whoever moves it back says what comes of that, and where the VIP is.
                return false;
            }

            if (now is { Ready: true } && now.PrimaryNodeId == away)
            {
                return true;
            }

            if (isLate)
            {
                throw new CliFailure(
                    ExitCode.Refused,
                    409,
                    Messages.Conflict,
                    Messages.DrillNotReadyAgain.With(away, home, Duration.Write(context.Settings.Timeout), ReadinessCommand.Blocking(now!)));
            }

            await Task.Delay(AskAgain, cancellationToken);
        }
    }
}
