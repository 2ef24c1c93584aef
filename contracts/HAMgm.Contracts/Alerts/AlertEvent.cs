using HAMgm.Contracts.Kernel;

namespace HAMgm.Contracts.Alerts;

/// <summary>Something an operator should be told (spec/1 section 5.2), or the word that it is over.</summary>
/// <param name="Type">One of spec/1's types (node_down, heartbeat_timeout, vip_switch, election_failed, config_change, sync_failed) or one of HAMgm's: <see cref="AlertTypes"/>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Title">One line.</param>
/// <param name="Message">What is the matter, and what to do.</param>
/// <param name="SourceModule">Plugin id.</param>
public sealed record AlertEvent(string Type, AlertSeverity Severity, string Title, string Message, string SourceModule) : IEvent
{
    private readonly string _key = "";

    /// <summary>
    /// Names the trouble: alerts of one node with one key are one alert, raised again. The type unless something else is said, so a
    /// type with several causes at a time (links, gateways, files) says which: <c>peer_link_down:10.1.0.1</c>. At most 256 characters.
    /// </summary>
    public string Key
    {
        get => _key.Length > 0 ? _key : Type;
        init => _key = value;
    }

    /// <summary>True: the trouble of that key is over. Ends the alert that stands; without one it is for the event list only.</summary>
    public bool Resolves { get; init; }

    /// <summary>Values beside the text, for programs: at most 32 of 1024 characters; no secrets.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = NoDetails;

    private static IReadOnlyDictionary<string, string> NoDetails { get; } = new Dictionary<string, string>();
}
