using HAMgm.Linux;

namespace HAMgm.Component.Plugin.Discovery;

/// <summary>
/// Whether a file may be run with this service's rights: nobody but root and the service's user may be able to change it, or to exchange
/// it by way of a folder above it.
/// </summary>
internal static class ScriptTrust
{
    /// <summary>Why not; null when it may.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="serviceUser">The user that the service runs as.</param>
    public static string? WhyNot(string path, uint serviceUser)
    {
        if (serviceUser != 0)
        {
            // Who can change it gains nothing that the service has and they have not, unless they are somebody else; that is their host's affair.
            return null;
        }

        string real = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        if (FileOwner.Read(real) is not { } file)
        {
            return $"{path} does not exist or cannot be looked at";
        }

        if (WhoElse(file, serviceUser, isFolder: false) is { } who)
        {
            return $"{real} can be changed by {who}, and would run as root; chown root:root, chmod go-w";
        }

        for (string? folder = Path.GetDirectoryName(real); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (FileOwner.Read(folder) is { } owner && WhoElse(owner, serviceUser, isFolder: true) is { } other)
            {
                return $"{real} can be exchanged by {other}, who may write into {folder}, and would run as root; chown root:root, chmod go-w";
            }
        }

        return null;
    }

    private static string? WhoElse(FileOwner file, uint serviceUser, bool isFolder)
    {
        if (file.UserId != 0 && file.UserId != serviceUser)
        {
            return $"its owner (user {file.UserId})";
        }

        // In a sticky folder like /tmp others can add, but neither rename nor delete.
        bool isSafeFolder = isFolder && file.IsSticky;
        return file.IsWorldWritable && !isSafeFolder
            ? "everybody"
            : file.IsGroupWritable && file.GroupId != 0 && !isSafeFolder ? $"its group ({file.GroupId})" : null;
    }
}
