using System.Globalization;

namespace HAMgm.Logic.Sync.Files;

/// <summary>Names of users and groups and their numbers, which may differ between the nodes. Read from /etc once for each run.</summary>
internal sealed class OwnerNames
{
    private readonly Dictionary<uint, string> _users = [];
    private readonly Dictionary<uint, string> _groups = [];
    private readonly Dictionary<string, uint> _userIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, uint> _groupIds = new(StringComparer.Ordinal);

    public OwnerNames(string userFile = "/etc/passwd", string groupFile = "/etc/group")
    {
        Read(userFile, _users, _userIds);
        Read(groupFile, _groups, _groupIds);
    }

    /// <summary>A user's name; its number where it has none.</summary>
    public string User(uint id) => _users.GetValueOrDefault(id) ?? id.ToString(CultureInfo.InvariantCulture);

    /// <summary>A group's name; its number where it has none.</summary>
    public string Group(uint id) => _groups.GetValueOrDefault(id) ?? id.ToString(CultureInfo.InvariantCulture);

    /// <summary>A user's number; null: there is no such user here.</summary>
    public uint? UserId(string name) => Find(_userIds, name);

    /// <summary>A group's number; null: there is no such group here.</summary>
    public uint? GroupId(string name) => Find(_groupIds, name);

    private static uint? Find(Dictionary<string, uint> ids, string name) =>
        ids.TryGetValue(name, out var id) || uint.TryParse(name, CultureInfo.InvariantCulture, out id) ? id : null;

    private static void Read(string path, Dictionary<uint, string> names, Dictionary<string, uint> ids)
    {
        if (!File.Exists(path))
        {
            return;
        }

        foreach (var line in File.ReadLines(path))
        {
            var fields = line.Split(':');
            if (fields.Length >= 3 && uint.TryParse(fields[2], CultureInfo.InvariantCulture, out var id))
            {
                names.TryAdd(id, fields[0]);
                ids.TryAdd(fields[0], id);
            }
        }
    }
}
