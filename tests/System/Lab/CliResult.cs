using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>What hamgm-cli answered: its exit code and the envelope of spec/1 section 4.3.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <inheritdoc/>
    /// <remarks>Not the record's own, which would ask for <see cref="Data"/> and so fail while it reports a failure.</remarks>
    public override string ToString() => $"exit code {ExitCode}: {Output}{Error}";

    /// <summary>The whole envelope.</summary>
    public JsonObject Envelope => JsonNode.Parse(Output) as JsonObject ?? throw new FormatException($"no JSON envelope: {this}");

    /// <summary>True when the call succeeded.</summary>
    public bool Success => ExitCode == 0;

    /// <summary>The envelope's data.</summary>
    public JsonNode Data => Envelope["data"] ?? throw new FormatException($"no data: {this}");

    /// <summary>The envelope's error code; 0 for none.</summary>
    public int ErrorCode => Envelope["error"]?["code"]?.GetValue<int>() ?? 0;
}
