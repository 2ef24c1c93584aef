namespace HAMgm.SystemTests;

/// <summary>What the client felt and the observer saw during one measurement.</summary>
/// <param name="LongestOutageMs">The longest interval without an answer from the VIP, in milliseconds.</param>
/// <param name="Outages">How many such intervals there were.</param>
/// <param name="Sent">Pings sent.</param>
/// <param name="Received">Answers received.</param>
/// <param name="Samples">How often the observer asked who holds the VIP.</param>
/// <param name="TwoHolderSamples">How often more than one node answered.</param>
/// <param name="ProbePauseMs">The longest pause of the instruments themselves: the error of the figures.</param>
/// <param name="Detail">Both reports as JSON.</param>
internal sealed record VipReport(
    double LongestOutageMs, int Outages, long Sent, long Received, long Samples, long TwoHolderSamples, double ProbePauseMs, string Detail)
{
    /// <summary>The longest outage without the instruments' own pause, if that one was longer than so many milliseconds.</summary>
    public double OutageWithoutPause(double longerThan) => Math.Max(0, LongestOutageMs - (ProbePauseMs > longerThan ? ProbePauseMs : 0));
}
