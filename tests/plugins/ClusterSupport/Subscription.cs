namespace HAMgm.TestSupport;

/// <summary>Runs an action when it is disposed.</summary>
internal sealed class Subscription(Action end) : IDisposable
{
    public void Dispose() => end();
}
