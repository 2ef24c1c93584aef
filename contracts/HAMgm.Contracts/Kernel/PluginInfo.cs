namespace HAMgm.Contracts.Kernel;

/// <summary>Who a plugin is, from its manifest (design.md section 3).</summary>
/// <param name="Id">Dotted id, e.g. <c>logic.heartbeat</c>; its folder bears the same name.</param>
/// <param name="Version">Its own version.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Critical">True when this node cannot serve without it.</param>
/// <param name="Folder">Full path of its folder.</param>
/// <param name="Description">One line for an operator.</param>
public sealed record PluginInfo(string Id, string Version, PluginKind Kind, bool Critical, string Folder, string Description);
