using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>Where a process notes for its successor what it leaves bound (safety-rules.md R14).</summary>
internal interface IParkingPlace
{
    /// <summary>Writes the note.</summary>
    /// <returns>Why it could not; empty when it is written.</returns>
    string Write(Epoch term, MonotonicTime until);

    /// <summary>Takes the note back.</summary>
    void Clear();
}
