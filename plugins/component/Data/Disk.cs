using System.Globalization;
using HAMgm.Component.Data.Files;
using HAMgm.Component.Data.Sqlite;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Data;

/// <summary>
/// The database and its place: opens it, sets a damaged one aside, opens it anew after the disk went away under it. Not
/// thread-safe.
/// </summary>
internal sealed class Disk(string dataDirectory, TimeProvider time) : IDisposable
{
    private DataDirectory? _directory;
    private SqliteDatabase? _database;
    private volatile CommitMark? _mark;
    private (ulong, ulong) _identity;

    /// <summary>Full path of the file.</summary>
    public string Path { get; } = System.IO.Path.Combine(dataDirectory, "hamgm.db");

    /// <summary>Whether there is a database to write to.</summary>
    public bool IsOpen => _database is not null;

    /// <summary>Takes the directory and opens the database, or a new one in place of one that is lost.</summary>
    /// <param name="begin">
    /// Called with the number of rows to expect; what it returns gets every row that the file has, or that could be read from
    /// the lost one. When it is called again, what was handed out before is void.
    /// </param>
    /// <returns>What was lost; null when nothing was.</returns>
    /// <exception cref="HamgmException">It cannot be used; the message says why and what to do.</exception>
    public Damage? Open(Func<int, Action<StoredValue>> begin)
    {
        SqliteLibrary.EnsureReady();
        var complete = false;
        try
        {
            _directory = DataDirectory.Take(dataDirectory);
            var mark = CommitMark.Open(Path + "-mark");
            _mark = mark;
            MarkWasUnreadable = mark.IsUnreadable;
            var damage = OpenOrReplace(begin, mark);
            if (mark.IsNew || mark.IsUnreadable)
            {
                BeginMark(mark, _database!.Commits);
            }

            _identity = FileProbe.Identify(Path);
            complete = true;
            return damage;
        }
        catch (SqliteFailure e)
        {
            throw Unavailable($"{Path} cannot be opened ({e.Message}, code {e.ResultCode}): check the disk and the access rights of data_dir", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable($"{Path} cannot be opened ({e.Message}): check the disk and the access rights of data_dir", e);
        }
        finally
        {
            if (!complete)
            {
                Dispose();
            }
        }
    }

    /// <summary>True when the record of what was acknowledged could not be read, so that nobody knows whether something is missing.</summary>
    public bool MarkWasUnreadable { get; private set; }

    /// <summary>Writes all of them or none.</summary>
    /// <exception cref="SqliteFailure">The disk refuses it, or there is no database.</exception>
    public void Write(IReadOnlyCollection<StoredValue> rows, bool durable)
    {
        var database = _database ?? throw new SqliteFailure(SQLitePCL.raw.SQLITE_CANTOPEN, "the database is not open");
        database.Write(rows, durable);
        if (durable)
        {
            // That it could not be noted makes a later loss of it harder to see, and nothing worse.
            _ = _mark?.Note(database.Commits);
        }
    }

    /// <summary>Puts on the disk which commit was acknowledged last. Any thread; nothing waits for it.</summary>
    public void SyncMark() => _mark?.Sync();

    /// <summary>True when the file under the path is not the one that is open: deleted, replaced, another disk mounted over it.</summary>
    public bool WasReplaced() => IsOpen && FileProbe.Identify(Path) != _identity;

    /// <summary>Why the next write or the next start would fail, as far as one can see without writing; null for none.</summary>
    public string? WhyNotWritable() => FileProbe.WhyNotWritable(dataDirectory, Path);

    /// <summary>Closes the file and gives the directory free, so that the disk can be unmounted. May be called twice.</summary>
    public void Dispose()
    {
        _database?.Dispose();
        _database = null;
        _mark?.Dispose();
        _mark = null;
        _directory?.Dispose();
        _directory = null;
    }

    private Damage? OpenOrReplace(Func<int, Action<StoredValue>> begin, CommitMark mark)
    {
        // An empty file is what a crash of the file system leaves of one; SQLite would make a new database of it and drop its
        // log, and the terms and votes in them would be gone without a word.
        var file = new FileInfo(Path);
        var isLost = file is not { Exists: true, Length: > 0 }
            && (_directory!.WasUsed || new FileInfo(Path + "-wal") is { Exists: true, Length: > 0 });
        if (isLost)
        {
            return Replace(file.Exists ? "the file is empty" : "the file is missing", [], begin, mark.Number);
        }

        DataDirectory.CreatePrivate(Path);
        try
        {
            _database = new SqliteDatabase(Path);
            using (BulkLoad.Begin(file.Exists ? file.Length : 0))
            {
                _database.ReadAll(begin(_database.Count()));
            }

            RequireAllAcknowledged(_database.Commits, mark.Number);
            _database.Trust();
            return null;
        }
        catch (SqliteFailure e) when (e.IsCorruption)
        {
            _database?.Dispose();
            _database = null;
            return Replace(e.Message, Salvage.Read(Path), begin, mark.Number);
        }
    }

    private static void RequireAllAcknowledged(long found, long acknowledged)
    {
        if (found < acknowledged)
        {
            throw new SqliteFailure(SQLitePCL.raw.SQLITE_CORRUPT, string.Create(
                CultureInfo.InvariantCulture,
                $"{acknowledged - found} acknowledged writes are missing (the newest in it is number {found}, number {acknowledged} was acknowledged): its log of writes is damaged, or an older copy was put in its place"));
        }
    }

    // On the disk before anything depends on it: a mark that a crash of the file system left empty would be no mark.
    private static void BeginMark(CommitMark mark, long number)
    {
        _ = mark.Note(number) && mark.Note(number);
        mark.Sync();
    }

    private Damage Replace(string reason, Dictionary<string, StoredValue> kept, Func<int, Action<StoredValue>> begin, long acknowledged)
    {
        var now = time.GetUtcNow();
        var name = string.Create(CultureInfo.InvariantCulture, $"hamgm.db.damaged-{now:yyyyMMdd'T'HHmmss'Z'}");
        var damage = new Damage(now.ToUnixTimeMilliseconds(), SetAside(name), reason, kept.Count);
        kept[Damage.Key] = new StoredValue(Damage.Key, damage.ToJson(), null, null);
        foreach (var (key, row) in kept.Where(pair => CounterNames.IsValueKey(pair.Key)).ToArray())
        {
            kept[key] = CounterNames.AfterDamage(row);
        }

        // Built beside and put in place whole: an empty database without the record of the damage would pass for a new node's.
        var fresh = Path + ".new";
        File.Delete(fresh);
        File.Delete(fresh + "-wal");
        DataDirectory.CreatePrivate(fresh);
        using (var building = new SqliteDatabase(fresh))
        {
            // Beyond whatever was acknowledged, so that the mark holds for the new one as it did for the old.
            building.Write(kept.Values, durable: true, acknowledged);
            building.Trust();
        }

        File.Move(fresh, Path);
        _database = new SqliteDatabase(Path);
        _database.Trust();
        var take = begin(kept.Count);
        foreach (var row in kept.Values)
        {
            take(row);
        }

        return damage;
    }

    private string SetAside(string name)
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        var target = System.IO.Path.Combine(folder, name);
        for (var i = 2; File.Exists(target) || File.Exists(target + "-wal"); i++)
        {
            target = System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.{i}"));
        }

        // The database first: without it the rest counts as lost, while a database without its log would pass for a whole one.
        var moved = "";
        foreach (var suffix in (ReadOnlySpan<string>)["", "-wal", "-shm"])
        {
            if (File.Exists(Path + suffix))
            {
                File.Move(Path + suffix, target + suffix);
                moved = System.IO.Path.GetFileName(target);
            }
        }

        return moved;
    }

    private HamgmException Unavailable(string message, Exception inner) =>
        new(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, Path, message, inner);
}
