using System.Diagnostics;
using HAMgm.Contracts.Errors;
using HAMgm.Linux.Notify;

namespace HAMgm.Service.Tests;

[TestClass]
public sealed class GuardWatchTests
{
    [TestMethod]
    public async Task Start_GuardDies_AsksToStopWithItsOwnCode()
    {
        using var notifier = new ServiceNotifier("");
        var host = new ServiceHost("/a.yaml", notifier);
        using Process guard = Process.Start("sleep", "60");
        GuardWatch.Start(guard.Id, host);
        Assert.IsFalse(host.StopRequest.IsCompleted);
        guard.Kill();
        (int exitCode, string reason) = await host.StopRequest.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.AreEqual(ExitCodes.GuardLost, exitCode);
        StringAssert.Contains(reason, $"{guard.Id}");
        host.RequestStop(ExitCodes.Success, "too late");
        Assert.AreEqual(ExitCodes.GuardLost, (await host.StopRequest).ExitCode);
    }

    [TestMethod]
    public async Task Start_GuardIsGoneAlready_AsksToStopAtOnce()
    {
        using var notifier = new ServiceNotifier("");
        var host = new ServiceHost("/a.yaml", notifier);
        using Process guard = Process.Start("true");
        await guard.WaitForExitAsync();
        GuardWatch.Start(guard.Id, host);
        Assert.AreEqual(ExitCodes.GuardLost, (await host.StopRequest.WaitAsync(TimeSpan.FromSeconds(20))).ExitCode);
    }
}
