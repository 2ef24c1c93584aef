using HAMgm.Linux;

namespace HAMgm.Component.Plugin.Discovery;

/// <summary>
/// Whether a file may be run with this service's rights: nobody but root and the service's user may be able to change it, or to exchange
/// it by way of a folder above it.
/// </summary>
internal static class ScriptTrust
{
    private const int MaxLinks = 40;

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

        return Walk(path, serviceUser);
    }

    // Component by component, as the kernel does: whoever may change a folder or a link on the way decides what is run.
    private static string? Walk(string path, uint serviceUser)
    {
        string folder = "/";
        var rest = new Stack<string>(Parts(path));
        for (int links = 0; rest.TryPop(out string? name);)
        {
            if (FileOwner.Read(folder) is { } owner && WhoElse(owner, serviceUser, isFolder: true) is { } other)
            {
                return $"{path} can be exchanged by {other}, who may write into {folder}, and would run as root; chown root:root, chmod go-w";
            }

            string place = name == ".." ? Path.GetDirectoryName(folder) ?? "/" : Path.Combine(folder, name);
            if (name != ".." && new FileInfo(place).LinkTarget is { } target)
            {
                // In a sticky folder everybody may have a link of his own, and point it elsewhere.
                if (FileOwner.ReadLink(place) is not { } link || (link.UserId != 0 && link.UserId != serviceUser))
                {
                    return $"{path} can be exchanged by its owner, whose link {place} is, and would run as root; chown -h root:root";
                }

                if (++links > MaxLinks)
                {
                    return $"{path} leads through too many links";
                }

                folder = target.StartsWith('/') ? "/" : folder;
                foreach (string part in Parts(target))
                {
                    rest.Push(part);
                }

                continue;
            }

            if (rest.Count == 0)
            {
                return FileOwner.Read(place) is not { } file ? $"{path} does not exist or cannot be looked at"
                    : WhoElse(file, serviceUser, isFolder: false) is { } who ? $"{place} can be changed by {who}, and would run as root; chown root:root, chmod go-w"
                    : null;
            }

            folder = place;
        }

        return $"{path} is no file";
    }

    // The last first, for the first is to lie on top.
    private static IEnumerable<string> Parts(string path) => path.Split('/').Where(part => part is not ("" or ".")).Reverse();

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
