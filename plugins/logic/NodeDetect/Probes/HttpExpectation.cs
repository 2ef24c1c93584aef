namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>What is asked for, and which answer passes.</summary>
/// <param name="Url">http or https.</param>
/// <param name="Status">Codes that pass, as <c>204</c> or <c>2xx</c>; empty: 2xx and 3xx.</param>
/// <param name="Contains">What must stand in the answer's first 64 KiB; null: nothing.</param>
/// <param name="Verify">Whether a certificate must be valid.</param>
/// <param name="WarnLatency">A slower answer is degraded; null: none is.</param>
internal sealed record HttpExpectation(Uri Url, IReadOnlyList<string> Status, string? Contains, bool Verify, TimeSpan? WarnLatency)
{
    public bool Passes(int status) => Status.Count == 0
        ? status is >= 200 and < 400
        : Status.Any(wanted => wanted[1..] == "xx" ? wanted[0] - '0' == status / 100 : wanted == status.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
