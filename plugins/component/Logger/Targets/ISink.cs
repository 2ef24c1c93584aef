namespace HAMgm.Component.Logger.Targets;

/// <summary>A place outside of this process where lines go. Used by one thread.</summary>
internal interface ISink : IDisposable
{
    /// <summary>journald or syslog.</summary>
    string Name { get; }

    /// <summary>Path or address.</summary>
    string Destination { get; }

    /// <summary>Hands one line over; waits for the receiver a second or two at most.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">It cannot be reached, or does not take it.</exception>
    void Send(LogRecord record);
}
