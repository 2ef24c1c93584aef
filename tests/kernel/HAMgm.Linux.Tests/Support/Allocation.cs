namespace HAMgm.Linux.Tests.Support;

/// <summary>Counts what an action allocates once it is warm.</summary>
public static class Allocation
{
    public static long Of(Action action, int rounds = 200)
    {
        for (int i = 0; i < 50; i++)
        {
            action();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < rounds; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
