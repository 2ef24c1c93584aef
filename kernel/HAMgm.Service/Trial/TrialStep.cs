namespace HAMgm.Service.Trial;

/// <summary>One step of a trial.</summary>
/// <param name="Step">start, execute, events, status, stop or unload.</param>
/// <param name="Ok">Whether it went well.</param>
/// <param name="Ms">How long it took, milliseconds.</param>
/// <param name="Error">What went wrong.</param>
internal sealed record TrialStep(string Step, bool Ok, double Ms, string Error);
