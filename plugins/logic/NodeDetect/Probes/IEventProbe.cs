namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>A probe that is told by the kernel when it is worth looking again.</summary>
internal interface IEventProbe : IProbe
{
    /// <summary>Raised on a thread of its own.</summary>
    event Action? Noticed;
}
