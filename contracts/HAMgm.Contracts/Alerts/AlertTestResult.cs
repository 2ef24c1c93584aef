namespace HAMgm.Contracts.Alerts;

/// <summary>What became of a test alert on one channel.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="IsDelivered">True: the server has taken it.</param>
/// <param name="Answer">What the server said, in its own words, or why it could not be asked; no secrets.</param>
/// <param name="Duration">From the first byte of the connection to the last answer.</param>
public sealed record AlertTestResult(string Channel, bool IsDelivered, string Answer, TimeSpan Duration);
