using HAMgm.Linux;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>Something with sockets that the VIP thread waits for.</summary>
internal interface IPolled
{
    /// <summary>What to wait for; fixed for its life.</summary>
    IReadOnlyList<FileDescriptor> Descriptors { get; }

    /// <summary>Reads what has come, without waiting.</summary>
    void Receive();
}
