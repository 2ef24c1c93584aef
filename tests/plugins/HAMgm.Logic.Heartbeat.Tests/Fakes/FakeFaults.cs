using HAMgm.Contracts.Kernel;

namespace HAMgm.Logic.Heartbeat.Tests.Fakes;

internal sealed class FakeFaults : IFaultReporter
{
    public Exception? Reported { get; private set; }

    public void Report(Exception exception) => Reported = exception;
}
