namespace HAMgm.Logic.Upgrade.Installing;

/// <summary>What an installation on this node needs of the configuration, read when it is needed.</summary>
/// <param name="Hook">upgrade.hook; empty: none.</param>
/// <param name="HookTimeout">upgrade.hook_timeout.</param>
/// <param name="NodeId">node.id.</param>
/// <param name="DataDirectory">data_dir.</param>
internal sealed record InstallSettings(string Hook, TimeSpan HookTimeout, string NodeId, string DataDirectory);
