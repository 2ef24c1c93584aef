using HAMgm.Component.Config.Files;
using HAMgm.Component.Config.Values;
using HAMgm.Component.Config.Yaml;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Config;

/// <summary>One change of the file, from the new value to the disk. Nothing has changed when any step throws.</summary>
internal sealed class ConfigEdit(ConfigSnapshot current, string path, string dataDirectory)
{
    private string _onDisk = current.Text;

    /// <summary>The settings with one value changed, valid as a whole.</summary>
    /// <exception cref="HamgmException">The value, or its effect on other keys, is refused.</exception>
    public ConfigSnapshot Apply(Setting old, string value)
    {
        var schema = old.Schema;
        if (!ValueParser.TryParse(schema, RawValue.FromText(schema, value.Trim()), out var setting, out var problem))
        {
            throw Refused(schema.Key, $"{schema.Key}: {problem}");
        }

        var disk = ReadDisk();
        if (old.IsSet && old.Text == setting.Text)
        {
            return disk;
        }

        var text = YamlEditor.Set(disk.Text, disk.Root, setting);
        var issues = new List<ConfigIssue>();
        var next = ConfigLoader.Load(text, current.Schemas, issues);
        if (ConfigLoader.Order(issues).FirstOrDefault(i => !i.IsWarning) is { } error)
        {
            throw Refused(schema.Key, error.Key == schema.Key ? $"{schema.Key}: {error.Message}" : $"{schema.Key}: with this value, {error.Key}: {error.Message}");
        }

        // The proof that the edit did what it should, however the file is written.
        if (next.Settings[schema.Key].Canonical != setting.Canonical || current.DifferingKeys(next).Any(k => k != schema.Key))
        {
            throw Refused(schema.Key, $"{schema.Key} cannot be changed in {path} without touching other values, because of the way it is written there: edit the file by hand and restart the service");
        }

        return next;
    }

    /// <summary>Writes the file, then its version; puts the old file back when the version cannot be written.</summary>
    /// <exception cref="HamgmException">The disk refuses it.</exception>
    public void Commit(ConfigSnapshot next, long oldVersion, long newVersion)
    {
        var textChanged = next.Text != _onDisk;
        if (!textChanged && oldVersion == newVersion)
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
            Guard(dataDirectory, () => VersionFile.Write(dataDirectory, newVersion, next.SharedHash));
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
    /// service does not know of must neither be lost nor come into force unasked.
    /// </summary>
    private ConfigSnapshot ReadDisk()
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

        var differing = current.DifferingKeys(disk!).ToArray();
        if (differing.Length > 0)
        {
            throw Refused(path, $"{path} was changed by hand ({string.Join(", ", differing)}) and not loaded yet: restart the service, or undo the change, first");
        }

        _onDisk = disk!.Text;
        return disk;
    }

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
