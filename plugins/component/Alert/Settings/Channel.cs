using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Settings;

/// <summary>Somewhere that notices go.</summary>
/// <param name="Name">What rules and commands call it.</param>
/// <param name="Kind">How it is spoken to.</param>
/// <param name="LeastSeverity">Nothing below it goes there.</param>
/// <param name="SendsResolved">Whether it is told that a trouble is over.</param>
/// <param name="Timeout">Longest time for one step (mail) or one attempt (web hook).</param>
internal sealed record Channel(string Name, ChannelKind Kind, AlertSeverity LeastSeverity, bool SendsResolved, TimeSpan Timeout)
{
    /// <summary>Of mail: to whom.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Of a web hook: its address; empty where a file has it.</summary>
    public string Url { get; init; } = "";

    /// <summary>Of a web hook: the file with its address.</summary>
    public string UrlFile { get; init; } = "";

    /// <summary>Of a web hook: the file with the secret to sign with; empty: none.</summary>
    public string SecretFile { get; init; } = "";

    /// <summary>PEM file of authorities; empty: the system's.</summary>
    public string AuthorityFile { get; init; } = "";

    /// <summary>Of a web hook: its proxy; empty: none.</summary>
    public string Proxy { get; init; } = "";
}
