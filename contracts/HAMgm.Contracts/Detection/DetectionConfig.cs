namespace HAMgm.Contracts.Detection;

/// <summary>How the health checks are run.</summary>
/// <param name="Interval">Between two rounds, 100 ms … 1 h.</param>
/// <param name="Timeout">After this a check has failed, shorter than the interval.</param>
/// <param name="Rise">Rounds in a row that must pass before a node is healthy again, 1 … 100.</param>
/// <param name="Fall">Rounds in a row that must fail before it is not, 1 … 100.</param>
public sealed record DetectionConfig(TimeSpan Interval, TimeSpan Timeout, int Rise, int Fall);
