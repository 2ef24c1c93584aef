using System.Globalization;
using HAMgm.Contracts.Sync;
using HAMgm.Logic.Sync.Files;

namespace HAMgm.Logic.Sync.Runs;

/// <summary>Whether this node is paused, for which reasons, and since when; on the disk. Thread-safe.</summary>
internal sealed class PauseBook
{
    private readonly string _path;
    private readonly Lock _lock = new();
    private SyncPauseReason _reasons;
    private long _pausedAtUnixMs;
    private long _resumedAtUnixMs;

    public PauseBook(string folder)
    {
        _path = Path.Combine(folder, "pause");
        if (File.Exists(_path) && File.ReadAllText(_path).Split(' ') is [var reasons, var paused, var resumed])
        {
            _ = Enum.TryParse(reasons, out _reasons);
            _ = long.TryParse(paused, CultureInfo.InvariantCulture, out _pausedAtUnixMs);
            _ = long.TryParse(resumed, CultureInfo.InvariantCulture, out _resumedAtUnixMs);
        }
    }

    public SyncPauseReason Reasons
    {
        get
        {
            lock (_lock)
            {
                return _reasons;
            }
        }
    }

    /// <summary>Reasons, and when it was paused and resumed last, Unix time in milliseconds.</summary>
    public (SyncPauseReason Reasons, long PausedAtUnixMs, long ResumedAtUnixMs) Read()
    {
        lock (_lock)
        {
            return (_reasons, _pausedAtUnixMs, _resumedAtUnixMs);
        }
    }

    /// <summary>Adds or lifts a reason; on the disk when this returns.</summary>
    /// <returns>Whether anything is different now.</returns>
    /// <exception cref="IOException">The disk refuses; nothing has changed.</exception>
    public bool Set(SyncPauseReason reason, bool isPaused, long nowUnixMs)
    {
        lock (_lock)
        {
            var reasons = isPaused ? _reasons | reason : _reasons & ~reason;
            if (reasons == _reasons)
            {
                return false;
            }

            var paused = _reasons == SyncPauseReason.None ? nowUnixMs : _pausedAtUnixMs;
            var resumed = reasons == SyncPauseReason.None ? nowUnixMs : _resumedAtUnixMs;
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            var draft = _path + ".new";
            File.WriteAllText(draft, string.Create(CultureInfo.InvariantCulture, $"{(int)reasons} {paused} {resumed}"));
            NativeFiles.Sync(draft);
            NativeFiles.Rename(draft, _path);
            (_reasons, _pausedAtUnixMs, _resumedAtUnixMs) = (reasons, paused, resumed);
            return true;
        }
    }
}
