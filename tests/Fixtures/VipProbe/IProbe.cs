using System.Text.Json.Nodes;

namespace HAMgm.VipProbe;

/// <summary>One measurement that runs until it is stopped.</summary>
internal interface IProbe
{
    /// <summary>Measures, on the calling thread, until told to stop.</summary>
    void Run(CancellationToken stop);

    /// <summary>What was seen since the last report.</summary>
    JsonObject Report();
}
