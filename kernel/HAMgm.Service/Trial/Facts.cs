using System.Text.Json;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Service.Trial;

/// <summary>
/// What a plugin that is tried outside a cluster is told: the facts that scripts get, by the same names, and what only assemblies have,
/// <c>settings</c> and <c>events</c> (docs/plugins.md).
/// </summary>
internal sealed class Facts
{
    private const int MaxBytes = 1024 * 1024;

    public string NodeId { get; private init; } = "node-001";

    public NodeState Role { get; private init; } = NodeState.Standby;

    public long Term { get; private init; } = 1;

    public bool HoldsVip { get; private init; }

    public NodeState PeerState { get; private init; } = NodeState.Primary;

    public bool PeerHeard { get; private init; } = true;

    /// <summary>Parameters of a run of an executable plugin.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; private init; } = new Dictionary<string, object?>();

    /// <summary>Settings that differ from their defaults, by dotted key.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private init; } = new Dictionary<string, string>();

    /// <summary>What happens while it runs.</summary>
    public IReadOnlyList<IEvent> Events { get; private init; } = [];

    /// <summary>Reads a file; without one the facts are those of a healthy STANDBY.</summary>
    /// <exception cref="HamgmException">It cannot be read, or is not as it should be.</exception>
    public static Facts Read(string? path)
    {
        if (path is null)
        {
            return new Facts();
        }

        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > MaxBytes)
            {
                throw Wrong(path, $"it has {file.Length} bytes; at most {MaxBytes} are read");
            }

            using JsonDocument document = JsonDocument.Parse(file, new JsonDocumentOptions { MaxDepth = 16, CommentHandling = JsonCommentHandling.Skip });
            return Of(document.RootElement);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException)
        {
            throw Wrong(path, e.Message, e);
        }
    }

    private static Facts Of(JsonElement root)
    {
        string nodeId = Text(root, "nodeId", "node-001");
        return new Facts
        {
            NodeId = nodeId,
            Role = State(root, "role", NodeState.Standby),
            Term = root.TryGetProperty("term", out JsonElement term) ? term.GetInt64() : 1,
            HoldsVip = Flag(root, "holdsVip", false),
            PeerState = State(root, "peerState", NodeState.Primary),
            PeerHeard = Flag(root, "peerHeard", true),
            Parameters = root.TryGetProperty("parameters", out JsonElement parameters)
                ? parameters.EnumerateObject().ToDictionary(p => p.Name, p => Value(p.Value), StringComparer.Ordinal)
                : new Dictionary<string, object?>(),
            Settings = root.TryGetProperty("settings", out JsonElement settings)
                ? settings.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString(), StringComparer.Ordinal)
                : new Dictionary<string, string>(),
            Events = root.TryGetProperty("events", out JsonElement events) ? [.. events.EnumerateArray().Select(one => Event(one, nodeId))] : [],
        };
    }

    private static IEvent Event(JsonElement one, string nodeId)
    {
        if (one.TryGetProperty("topic", out JsonElement topic))
        {
            return new TopicEvent(topic.GetString()!, one.TryGetProperty("payload", out JsonElement payload) ? payload.GetRawText() : "{}");
        }

        var change = one.GetProperty("role");
        var transition = new StateTransition(
            State(change, "from", NodeState.Standby), State(change, "to", NodeState.Primary), Text(change, "rule", "TRIAL"), Text(change, "reason", "recorded"),
            new Epoch(change.TryGetProperty("term", out JsonElement term) ? term.GetInt64() : 1), 0);
        return new RoleChangedEvent(nodeId, transition);
    }

    private static string Text(JsonElement root, string name, string otherwise) =>
        root.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? otherwise : otherwise;

    private static bool Flag(JsonElement root, string name, bool otherwise) =>
        root.TryGetProperty(name, out JsonElement value) ? value.GetBoolean() : otherwise;

    private static NodeState State(JsonElement root, string name, NodeState otherwise) =>
        !root.TryGetProperty(name, out JsonElement value) ? otherwise
        : Enum.TryParse(value.GetString(), ignoreCase: true, out NodeState state) ? state
        : throw new FormatException($"{name}: '{value}' is no state; write PRIMARY, STANDBY, CANDIDATE, MAINTENANCE, FAILED or UNKNOWN");

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out long whole) ? (object)whole : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(p => p.Name, p => Value(p.Value), StringComparer.Ordinal),
        _ => null,
    };

    private static HamgmException Wrong(string path, string why, Exception? inner = null) =>
        new(ErrorKind.Configuration, ErrorCodes.BadRequest, path, $"{path}: these facts cannot be used: {why}", inner);
}
