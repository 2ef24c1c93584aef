namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>
/// Runs what may hang in the kernel (a file system whose server is gone) on a thread of its own, so that it never takes one of the few that
/// everything else in this process runs on. Nothing can end such a thread; the runner sees to it that a check has one at most.
/// </summary>
internal static class OwnThread
{
    private const int StackBytes = 256 * 1024;

    public static Task<T> RunAsync<T>(string name, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(
            () =>
            {
                try
                {
                    done.SetResult(work());
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or Linux.LinuxException)
                {
                    done.SetException(error);
                }
            },
            StackBytes)
        {
            IsBackground = true,
            Name = name,
        };
        thread.Start();
        return done.Task;
    }
}
