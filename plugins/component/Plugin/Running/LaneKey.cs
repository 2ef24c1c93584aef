namespace HAMgm.Component.Plugin.Running;

/// <summary>Scripts of one lane share their workers, and wait for each other when there are not enough of them.</summary>
/// <param name="Group">What the script says, or its purpose.</param>
/// <param name="User">The user that the worker runs as.</param>
/// <param name="IsJavaScript">JavaScript and programs never wait for each other.</param>
/// <param name="IsSuspect">
/// Scripts that had to be ended lately are among themselves, on one worker: a script that hangs every time holds up nobody but its like.
/// </param>
internal readonly record struct LaneKey(string Group, string User, bool IsJavaScript, bool IsSuspect);
