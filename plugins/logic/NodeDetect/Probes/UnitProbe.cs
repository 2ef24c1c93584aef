using System.ComponentModel;
using System.Diagnostics;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>Whether a systemd unit is active, as systemctl tells it.</summary>
internal sealed class UnitProbe(string unit) : IProbe
{
    private const int MaxAnswer = 4096;

    public async Task<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = Describe() };
        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            return CheckOutcome.Unhealthy($"systemctl cannot be started: {error.Message}");
        }

        try
        {
            process.StandardInput.Close();
            var buffer = new char[MaxAnswer];
            var length = await process.StandardOutput.ReadBlockAsync(buffer, cancellationToken).ConfigureAwait(false);
            var wrong = new char[MaxAnswer];
            var wrongLength = await process.StandardError.ReadBlockAsync(wrong, cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode == 0
                ? Judge(unit, new string(buffer, 0, length))
                : CheckOutcome.Unhealthy($"systemctl show {unit} ends with {process.ExitCode}: {new string(wrong, 0, wrongLength).Trim()}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public void Dispose()
    {
    }

    /// <summary>Reads what <c>systemctl show</c> prints, NAME=value a line.</summary>
    internal static CheckOutcome Judge(string unit, string text)
    {
        string Value(string name) => text.Split('\n').FirstOrDefault(line => line.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..].Trim() ?? "";
        if (Value("LoadState") is var load && load is "not-found" or "masked" or "bad-setting" or "error")
        {
            return CheckOutcome.Unhealthy($"{unit}: {load}");
        }

        var state = Value("ActiveState");
        var result = Value("Result");
        var shown = $"{unit} is {state} ({Value("SubState")}){(result is "" or "success" ? "" : $", result {result}")}";
        return state switch
        {
            "active" or "reloading" or "refreshing" => CheckOutcome.Healthy(shown),
            "activating" => CheckOutcome.Degraded(shown),
            _ => CheckOutcome.Unhealthy(shown),
        };
    }

    private ProcessStartInfo Describe()
    {
        var start = new ProcessStartInfo("systemctl")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["show", "--no-pager", "--property=LoadState,ActiveState,SubState,Result", "--", unit])
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
