using System.Text.Json;
using HAMgm.Contracts.Kernel;

namespace HAMgm.Service.Trial;

/// <summary>What came of a trial, as one JSON document on standard output.</summary>
internal sealed class TrialReport
{
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The plugin's id; empty while its manifest has not been read.</summary>
    public string PluginId { get; set; } = "";

    public string Version { get; set; } = "";

    public string Kind { get; set; } = "";

    /// <summary>Whether every step went well.</summary>
    public bool Ok { get; set; }

    /// <summary>The first thing that went wrong; empty when nothing did.</summary>
    public string Error { get; set; } = "";

    /// <summary>What was done, in order: start, execute, events, status, stop, unload; each with how long it took.</summary>
    public List<TrialStep> Steps { get; } = [];

    /// <summary>What an executable plugin answered.</summary>
    public object? Result { get; set; }

    /// <summary>Contracts that were asked for and are not there in a trial but as errors.</summary>
    public IReadOnlyList<string> NotRecorded { get; set; } = [];

    /// <summary>Topics and alerts that it published.</summary>
    public IReadOnlyList<string> Published { get; set; } = [];

    /// <summary>The lines that it logged.</summary>
    public IReadOnlyList<string> Log { get; set; } = [];

    /// <summary>Notes a step.</summary>
    public void Add(string step, TimeSpan took, string error = "")
    {
        Steps.Add(new TrialStep(step, error.Length == 0, Math.Round(took.TotalMilliseconds, 1), error));
        if (Error.Length == 0)
        {
            Error = error;
        }
    }

    /// <summary>Notes who it is.</summary>
    public void Describe(PluginInfo plugin) => (PluginId, Version, Kind) = (plugin.Id, plugin.Version, plugin.Kind.ToString().ToLowerInvariant());

    /// <summary>The document.</summary>
    public string Write() => JsonSerializer.Serialize(this, Form);
}
