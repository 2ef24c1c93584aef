using System.Buffers;
using System.Text.Json;
using HAMgm.Contracts.Scripts;
using HAMgm.Scripts;

namespace HAMgm.Component.Plugin.Running;

/// <summary>A script that is enabled: its declaration, and how its runs went.</summary>
internal sealed class ScriptEntry
{
    // So often must it end by itself before it may run among the others again.
    private const int RunsToTrust = 3;
    private int _distrust;

    public ScriptEntry(ScriptDeclaration declaration, string user)
    {
        Declaration = declaration;
        User = user;
        Writer = new Utf8JsonWriter(Facts);
    }

    /// <summary>What it declares.</summary>
    public ScriptDeclaration Declaration { get; }

    /// <summary>The same for others.</summary>
    public ScriptInfo Info => Declaration.Info;

    /// <summary>The user that it runs as; empty for the service's own.</summary>
    public string User { get; }

    /// <summary>One run at a time.</summary>
    public SemaphoreSlim Gate { get; } = new(1);

    /// <summary>Where its facts are written, by whoever holds the gate.</summary>
    public ArrayBufferWriter<byte> Facts { get; } = new(1024);

    /// <summary>Writes into <see cref="Facts"/>.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>The worker that ran it last; 0 for none.</summary>
    public int LastWorkerPid { get; set; }

    /// <summary>How often its worker had to be replaced because of it.</summary>
    public int Replacements { get; set; }

    /// <summary>Its failure as a hook was told, and not yet that it is over.</summary>
    public bool HasAlerted { get; set; }

    /// <summary>Where it runs.</summary>
    public LaneKey Lane => new(
        Declaration.Group.Length > 0 ? Declaration.Group : Info.Purpose.ToString(),
        Declaration.IsJavaScript ? User : "",
        Declaration.IsJavaScript,
        Volatile.Read(ref _distrust) > 0);

    /// <summary>Learns from a run.</summary>
    public void Learn(ScriptFailure failure)
    {
        if (failure is ScriptFailure.TimedOut or ScriptFailure.LimitExceeded)
        {
            Volatile.Write(ref _distrust, RunsToTrust);
        }
        else if (failure != ScriptFailure.Cancelled && _distrust > 0)
        {
            Volatile.Write(ref _distrust, _distrust - 1);
        }
    }
}
