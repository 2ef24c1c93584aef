using System.Diagnostics;

namespace HAMgm.Logic.Heartbeat.Tests.Wire;

/// <summary>Rough figures to be read, not asserted.</summary>
internal static class Figures
{
    private const int Rounds = 200_000;

    /// <summary>Nanoseconds of one call, after a round to warm up.</summary>
    public static double Nanoseconds(Action action)
    {
        double result = 0;
        for (int turn = 0; turn < 2; turn++)
        {
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < Rounds; i++)
            {
                action();
            }

            result = Stopwatch.GetElapsedTime(started).TotalNanoseconds / Rounds;
        }

        return result;
    }
}
