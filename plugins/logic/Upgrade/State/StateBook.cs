using System.Text.Json;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Upgrades;

namespace HAMgm.Logic.Upgrade.State;

/// <summary>The newest upgrade that this node knows of, on its disk. Thread-safe.</summary>
internal sealed class StateBook
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private UpgradeRecord? _current;

    /// <summary>Reads what an earlier life left.</summary>
    /// <exception cref="HamgmException">It cannot be read: nothing may be begun on top of it.</exception>
    public StateBook(string folder)
    {
        Folder = folder;
        _path = Path.Combine(folder, "state.json");
        try
        {
            _current = File.Exists(_path) ? UpgradeJson.Read(File.ReadAllBytes(_path), UpgradeJson.Default.UpgradeRecord) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new HamgmException(
                ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, _path,
                $"{_path} cannot be read ({unreadable.Message}). The other node has a copy of it: remove the file when no upgrade runs, or to take that one over.", unreadable);
        }
    }

    /// <summary>Where everything of this plugin lies.</summary>
    public string Folder { get; }

    /// <summary>Null: there never was one.</summary>
    public UpgradeRecord? Current
    {
        get
        {
            lock (_lock)
            {
                return _current;
            }
        }
    }

    /// <summary>Where the files of one upgrade lie.</summary>
    public string FolderOf(Guid upgrade) => Path.Combine(Folder, upgrade.ToString("N"));

    /// <summary>Takes a state over if it is newer than the one here.</summary>
    /// <returns>Whether it was; it is on the disk then.</returns>
    /// <exception cref="HamgmException">ServiceUnavailable/503: the disk refuses; the old one stands.</exception>
    public bool TryWrite(UpgradeRecord state)
    {
        lock (_lock)
        {
            if (_current is { } current && !IsNewer(state, current))
            {
                return false;
            }

            try
            {
                DurableFile.MakeFolder(Folder);
                DurableFile.Write(_path, UpgradeJson.Write(state, UpgradeJson.Default.UpgradeRecord));
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                throw new HamgmException(
                    ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, _path, $"The state of the upgrade cannot be written, so nothing was done: {refused.Message}", refused);
            }

            _current = state;
            return true;
        }
    }

    /// <summary>Whether one state replaces another.</summary>
    public static bool IsNewer(UpgradeRecord state, UpgradeRecord than) => state.Id == than.Id
        ? (state.Generation, state.Revision).CompareTo((than.Generation, than.Revision)) > 0
        : (state.StartUnixMs, state.Id).CompareTo((than.StartUnixMs, than.Id)) > 0;
}
