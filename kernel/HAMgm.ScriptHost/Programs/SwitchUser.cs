using System.Globalization;
using HAMgm.Linux.Processes;

namespace HAMgm.ScriptHost.Programs;

/// <summary>How a program is started as another user: setpriv(1) of util-linux.</summary>
internal static class SwitchUser
{
    /// <summary>The program that does it.</summary>
    public const string Program = "/usr/bin/setpriv";

    /// <summary>Its arguments, up to the command.</summary>
    public static IReadOnlyList<string> Arguments(string user)
    {
        UserAccount account = UserAccount.Find(user)!;
        return
        [
            "--reuid", account.UserId.ToString(CultureInfo.InvariantCulture),
            "--regid", account.GroupId.ToString(CultureInfo.InvariantCulture),
            "--init-groups", "--inh-caps=-all", "--no-new-privs", "--",
        ];
    }
}
