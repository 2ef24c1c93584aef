using HAMgm.Contracts.Kernel;

namespace HAMgm.TestSupport;

/// <summary>Keeps what a plugin reports.</summary>
internal sealed class FaultList : IFaultReporter
{
    public List<Exception> Reported { get; } = [];

    public void Report(Exception exception)
    {
        lock (Reported)
        {
            Reported.Add(exception);
        }
    }
}
