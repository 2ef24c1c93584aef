using System.Text.Json;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Kernel.Lifecycle;
using HAMgm.Kernel.Loading;

namespace HAMgm.Kernel.Supervision;

/// <summary>
/// Remembers across processes which plugin came last, and how often the process crashed since: a plugin that ends the process (a
/// stack overflow, FailFast, a fault in native code) can be caught by nobody inside it. After the third crash the newest
/// plugin that is neither critical nor the product's own is set aside until its folder changes or an operator enables it.
/// </summary>
internal sealed class CrashJournal(KernelOptions options, ILogger log)
{
    /// <summary>So many crashes, each within <see cref="Window"/> of the one before.</summary>
    public const int Limit = 3;

    /// <summary>A crash that comes later than this after the one before begins a new count.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private const string FileName = "plugins.journal";
    private const int MaxBytes = 1024 * 1024;
    private CrashRecord _record = new();
    private string? _path;

    /// <summary>Reads what the last process left, and counts its crash if it was one.</summary>
    /// <param name="folder">Where the node keeps its files.</param>
    /// <param name="wasCrash">Whether the last process crashed.</param>
    public void Open(string folder, bool wasCrash)
    {
        _path = Path.Combine(folder, FileName);
        _record = Load();
        if (!wasCrash)
        {
            return;
        }

        DateTimeOffset now = options.TimeProvider.GetUtcNow();
        if (now - _record.LastCrash > Window || now < _record.LastCrash)
        {
            _record.Crashes = 0;
        }

        _record.Crashes++;
        _record.LastCrash = now;
        log.Warn("the process before this one crashed", ("crashes", _record.Crashes), ("newestPlugin", Newest() ?? "none"));
        if (_record.Crashes >= Limit && Newest() is { } suspect)
        {
            _record.Crashes = 0;
            _record.Quarantined[suspect] = _record.Plugins[suspect].Stamp;
            log.Error("a plugin is set aside: the process crashed again and again since it came", ("plugin", suspect), ("crashes", Limit));
        }

        Save();
    }

    /// <summary>Why a plugin may not run now; null when it may. A folder that has changed since is a new plugin.</summary>
    public string? WhyNot(PluginRecord record)
    {
        if (!_record.Quarantined.TryGetValue(record.Id, out long stamp))
        {
            return null;
        }

        if (stamp == record.Manifest.Stamp)
        {
            return $"plugin '{record.Id}' is set aside: the process crashed {Limit} times since it came; replace it, or enable it again (hamgm-cli plugin enable {record.Id})";
        }

        Forgive(record.Id);
        return null;
    }

    /// <summary>An operator wants it to run all the same.</summary>
    public void Forgive(string id)
    {
        if (_record.Quarantined.Remove(id))
        {
            _record.Crashes = 0;
            Save();
        }
    }

    /// <summary>A plugin is about to be started. Written before that, for it may be the last thing this process does.</summary>
    public void Begin(PluginRecord record)
    {
        if (_path is null || record.IsOfHost || record.IsCritical || options.IsOwn(record.Manifest.Info))
        {
            return;
        }

        if (!_record.Plugins.TryGetValue(record.Id, out SeenPlugin? seen) || seen.Stamp != record.Stamp)
        {
            _record.Plugins[record.Id] = new SeenPlugin { Stamp = record.Stamp, Since = options.TimeProvider.GetUtcNow() };
            Save();
        }
    }

    /// <summary>A plugin shall not run any more: it cannot be the cause of what comes.</summary>
    public void End(string id)
    {
        if (_record.Plugins.Remove(id))
        {
            Save();
        }
    }

    private string? Newest() => _record.Plugins
        .Where(one => !_record.Quarantined.ContainsKey(one.Key))
        .OrderByDescending(one => one.Value.Since)
        .Select(one => one.Key)
        .FirstOrDefault();

    private CrashRecord Load()
    {
        try
        {
            return new FileInfo(_path!) is { Exists: true, Length: <= MaxBytes }
                ? JsonSerializer.Deserialize<CrashRecord>(File.ReadAllBytes(_path!)) ?? new CrashRecord()
                : new CrashRecord();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            log.Warn("what is known of crashes could not be read; counting begins anew", ("path", _path), ("reason", e.Message));
            return new CrashRecord();
        }
    }

    private void Save()
    {
        if (_path is null)
        {
            return;
        }

        try
        {
            using (var stream = new FileStream(_path + ".new", FileMode.Create, FileAccess.Write, FileShare.None))
            {
                JsonSerializer.Serialize(stream, _record);
                stream.Flush(flushToDisk: true);
            }

            File.Move(_path + ".new", _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("what is known of crashes could not be written", ("path", _path), ("reason", e.Message));
        }
    }
}
