using HAMgm.Component.Config.Files;
using HAMgm.Component.Config.Schema;
using HAMgm.Component.Config.Values;
using HAMgm.Component.Config.Yaml;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Config;

/// <summary>One change of the file, from the new value to the disk. Nothing has changed when any step throws.</summary>
internal sealed class ConfigEdit(ConfigSnapshot current, string path, string dataDirectory)
{
    private string _onDisk = current.Text;

    /// <summary>The settings with these values changed, valid as a whole.</summary>
    /// <param name="wanted">What to set, each key once; "" takes the key out of the file.</param>
    /// <exception cref="HamgmException">A value, or the effect of all of them, is refused.</exception>
    public ConfigSnapshot Apply(IReadOnlyList<(SettingSchema Schema, string Value)> wanted)
    {
        var values = wanted.Select(w => w.Value.Length == 0 ? null : Parse(w.Schema, w.Value)).ToArray();
        var disk = ReadDisk(wanted, values);
        var (text, root) = (disk.Text, disk.Root);
        for (var i = 0; i < values.Length; i++)
        {
            var old = disk.Settings[wanted[i].Schema.Key];
            if (values[i] is { } value ? old.IsSet && old.Text == value.Text : !old.IsSet)
            {
                continue;
            }

            // Read anew for the next one, whose place this edit has moved.
            text = values[i] is { } put ? YamlEditor.Set(text, root, put) : YamlRemover.Remove(text, root, old.Schema.Key);
            root = YamlReader.Read(text, []);
        }

        return text == disk.Text ? disk : Judge(text, wanted, values);
    }

    /// <summary>Writes the file, then its version; puts the old file back when the version cannot be written.</summary>
    /// <exception cref="HamgmException">The disk refuses it.</exception>
    public void Commit(ConfigSnapshot next, ConfigStamp before, ConfigStamp after)
    {
        var textChanged = next.Text != _onDisk;
        if (!textChanged && before == after && next.SharedHash == current.SharedHash)
        {
            return;
        }

        Guard(path, () =>
        {
            if (textChanged)
            {
                AtomicFile.Write(path, next.Text);
            }
        });
        var versionWritten = false;
        try
        {
            Guard(dataDirectory, () => VersionFile.Write(dataDirectory, after, next.SharedHash));
            versionWritten = true;
        }
        finally
        {
            if (!versionWritten && textChanged)
            {
                Guard(path, () => AtomicFile.Write(path, _onDisk));
            }
        }
    }

    /// <summary>Writes the settings in memory over whatever the file holds; leaves a file alone that means the same.</summary>
    /// <exception cref="HamgmException">The disk refuses it.</exception>
    public void Save()
    {
        var issues = new List<ConfigIssue>();
        var text = ConfigFile.Read(path, issues);
        var same = text is not null
            && !current.DifferingKeys(ConfigLoader.Load(text, current.Schemas, issues)).Any()
            && issues.All(i => i.IsWarning);
        if (!same)
        {
            Guard(path, () => AtomicFile.Write(path, current.Text));
        }
    }

    /// <summary>
    /// The file as it is now. Somebody may have edited it since it was loaded: comments are kept, but values that the
    /// service does not know of must neither be lost nor come into force unasked. Asked for is what is to be set to just that.
    /// </summary>
    private ConfigSnapshot ReadDisk(IReadOnlyList<(SettingSchema Schema, string Value)> wanted, Setting?[] values)
    {
        var issues = new List<ConfigIssue>();
        var text = ConfigFile.Read(path, issues);
        if (text == current.Text)
        {
            return current;
        }

        var disk = text is null ? null : ConfigLoader.Load(text, current.Schemas, issues);
        if (ConfigLoader.Order(issues).FirstOrDefault(i => !i.IsWarning) is { } error)
        {
            throw Refused(path, $"{path} was changed by hand and has an error (line {error.Line}, {error.Key}: {error.Message}): mend it first");
        }

        var asked = wanted.Zip(values)
            .Where(pair => disk!.Settings[pair.First.Schema.Key] is var there
                && (pair.Second is { } value ? there.IsSet && there.Canonical == value.Canonical : !there.IsSet))
            .Select(pair => pair.First.Schema.Key);
        var differing = current.DifferingKeys(disk!).Except(asked).ToArray();
        if (differing.Length > 0)
        {
            throw Refused(path, $"{path} was changed by hand ({string.Join(", ", differing)}) and that is not in force yet: try again in some seconds; if it stays so, see the warnings of 'node status', or undo the change in the file");
        }

        _onDisk = disk!.Text;
        return disk;
    }

    private ConfigSnapshot Judge(string text, IReadOnlyList<(SettingSchema Schema, string Value)> wanted, Setting?[] values)
    {
        var keys = string.Join(", ", wanted.Select(w => w.Schema.Key));
        var issues = new List<ConfigIssue>();
        var next = ConfigLoader.Load(text, current.Schemas, issues);
        if (ConfigLoader.Order(issues).FirstOrDefault(i => !i.IsWarning) is { } error)
        {
            var isOfOneSet = wanted.Any(w => w.Schema.Key == error.Key);
            var cause = wanted.Count == 1 ? $"{keys}: with this value" : $"{keys}: with these values";
            throw Refused(isOfOneSet ? error.Key : keys, isOfOneSet ? $"{error.Key}: {error.Message}" : $"{cause}, {error.Key}: {error.Message}");
        }

        // The proof that the edits did what they should, however the file is written.
        var asWanted = wanted.Zip(values).All(p => p.Second is { } value
            ? next.Settings[p.First.Schema.Key].Canonical == value.Canonical
            : !next.Settings[p.First.Schema.Key].IsSet);
        if (!asWanted || current.DifferingKeys(next).Except(wanted.Select(w => w.Schema.Key)).Any())
        {
            throw Refused(keys, $"{keys} cannot be changed in {path} without touching other values, because of the way it is written there: edit the file by hand and restart the service");
        }

        return next;
    }

    private static Setting Parse(SettingSchema schema, string value) =>
        ValueParser.TryParse(schema, RawValue.FromText(schema, value), out var setting, out var problem)
            ? setting
            : throw Refused(schema.Key, $"{schema.Key}: {problem}");

    private static void Guard(string subject, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HamgmException(
                ErrorKind.Configuration,
                ErrorCodes.Unavailable,
                subject,
                $"{subject} cannot be written: {e.Message}. Make room or give the service write access; nothing has changed.",
                e);
        }
    }

    private static HamgmException Refused(string subject, string message) =>
        new(ErrorKind.Configuration, ErrorCodes.BadRequest, subject, message);
}
