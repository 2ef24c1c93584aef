namespace HAMgm.Contracts.Scripts;

/// <summary>What a script is for.</summary>
public enum ScriptPurpose
{
    /// <summary>Run on request alone, as an <see cref="Kernel.IPlugin"/>.</summary>
    Command = 0,

    /// <summary>A health check: logic.nodedetect runs it at its interval.</summary>
    Health = 1,

    /// <summary>Run at a change of role (<see cref="Hooks.HookPoint"/>).</summary>
    Hook = 2,
}
