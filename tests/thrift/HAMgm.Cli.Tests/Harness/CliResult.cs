using System.Text.Json;

namespace HAMgm.Cli.Tests.Harness;

/// <summary>What a run of the program gave.</summary>
internal sealed record CliResult(int ExitCode, string Out, string Error)
{
    /// <summary>Standard output as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    /// <summary>error.code of the envelope.</summary>
    public int Code => Json.GetProperty("error").GetProperty("code").GetInt32();

    /// <summary>error.details of the envelope.</summary>
    public string Details => Json.GetProperty("error").GetProperty("details").GetString()!;

    /// <summary>The envelope's message.</summary>
    public string Message => Json.GetProperty("message").GetString()!;
}
