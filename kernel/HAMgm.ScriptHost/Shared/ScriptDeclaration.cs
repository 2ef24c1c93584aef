using HAMgm.Contracts.Scripts;

namespace HAMgm.Scripts;

/// <summary>A script, read and judged.</summary>
/// <param name="Info">What it declares.</param>
/// <param name="Group">Scripts of one group share their workers; empty for the usual one of its purpose.</param>
/// <param name="IsJavaScript">Whether a worker itself runs it; else it is a program.</param>
internal sealed record ScriptDeclaration(ScriptInfo Info, string Group, bool IsJavaScript);
