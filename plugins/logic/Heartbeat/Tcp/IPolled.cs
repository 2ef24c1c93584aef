using HAMgm.Contracts.Time;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>A socket that the connections' thread looks after. Everything here is called on that thread alone.</summary>
internal interface IPolled
{
    /// <summary>The socket's descriptor.</summary>
    int Descriptor { get; }

    /// <summary>Whether it waits until it can be written.</summary>
    bool WantsToWrite { get; }

    /// <summary>Does what is due.</summary>
    /// <param name="now">The time.</param>
    /// <returns>When it wants its next turn at the latest; null when it is over.</returns>
    MonotonicTime? Turn(MonotonicTime now);

    /// <summary>The socket is ready.</summary>
    void Serve(bool isReadable, bool isWritable);

    /// <summary>It is over, or the thread is: called once, last.</summary>
    void End();
}
