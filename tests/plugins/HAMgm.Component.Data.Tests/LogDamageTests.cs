using System.Globalization;

namespace HAMgm.Component.Data.Tests;

/// <summary>
/// A log of writes (hamgm.db-wal) that was damaged while the node was down. SQLite takes it for a shorter one and says nothing;
/// the mark beside the database tells (docs/adr/0041).
/// </summary>
[TestClass]
public sealed class LogDamageTests
{
    private const int Frame = 24 + 4096;
    private const int Commits = 20;

    [TestMethod]
    [DataRow("header", DisplayName = "header of the log overwritten: all of it would be forgotten")]
    [DataRow("middle", DisplayName = "one bit in a frame in the middle")]
    [DataRow("last", DisplayName = "one bit in the last frame")]
    [DataRow("short", DisplayName = "the last frame cut off")]
    [DataRow("empty", DisplayName = "empty")]
    [DataRow("gone", DisplayName = "deleted")]
    public void Load_LogDamaged_IsALossSetAsideWithItsLogAndSaysWhatIsMissing(string how)
    {
        using var bench = Killed(out var last);
        var log = File.ReadAllBytes(bench.Database + "-wal");
        var damaged = how switch
        {
            "header" => Flip(log, 20),
            "middle" => Flip(log, 32 + (log.Length / Frame / 2 * Frame) + 2000),
            "last" => Flip(log, last - 100),
            "short" => log[..(last - Frame)],
            _ => [],
        };
        File.WriteAllBytes(bench.Database + "-wal", damaged);
        if (how == "gone")
        {
            File.Delete(bench.Database + "-wal");
        }

        DataBench.Wait(bench.Data.LoadAsync(CancellationToken.None));

        var record = bench.Data.Get("data:damage");
        Assert.IsNotNull(record);
        StringAssert.Contains(record, "acknowledged writes are missing");
        var found = bench.Data.Get("term");
        Assert.IsTrue(found is null || int.Parse(found, CultureInfo.InvariantCulture) < Commits, $"the newest value cannot be there: {found}");
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        StringAssert.Contains(bench.Bus.Alert("data_damaged").Message, "acknowledged writes are missing");
        if (damaged.Length > 0)
        {
            var kept = Path.Combine(bench.Folder, bench.Data.GetCacheStatus().SetAside + "-wal");
            CollectionAssert.AreEqual(damaged, File.ReadAllBytes(kept), "the log is evidence, and may hold what SQLite does not see");
        }

        // It is over with that: the next start finds a whole database.
        bench.Data.Set("term", "77");
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        bench.Restart();
        Assert.AreEqual("77", bench.Data.Get("term"));
        Assert.HasCount(1, bench.Bus.AlertTypes.Where(type => type == "data_damaged"));
    }

    [TestMethod]
    public void Load_LogOfAKill_IsWhole()
    {
        using var bench = Killed(out _);

        DataBench.Wait(bench.Data.LoadAsync(CancellationToken.None));

        Assert.AreEqual(Commits.ToString(CultureInfo.InvariantCulture), bench.Data.Get("term"));
        Assert.IsNull(bench.Data.Get("data:damage"));
    }

    [TestMethod]
    public void Load_TornWriteThatNobodyWasToldOf_IsNoLoss()
    {
        using var bench = Killed(out var last);
        var log = File.ReadAllBytes(bench.Database + "-wal");
        var half = new byte[last + 3000];
        log.AsSpan(0, last).CopyTo(half);
        log.AsSpan(32, 3000).CopyTo(half.AsSpan(last));
        File.WriteAllBytes(bench.Database + "-wal", half);

        DataBench.Wait(bench.Data.LoadAsync(CancellationToken.None));

        Assert.AreEqual(Commits.ToString(CultureInfo.InvariantCulture), bench.Data.Get("term"));
        Assert.IsNull(bench.Data.Get("data:damage"));
    }

    /// <summary>A backup that forgets a vote is as bad as damage: the node must not act on it as if it were the newest.</summary>
    [TestMethod]
    public void Load_OlderCopyPutInItsPlace_IsALoss()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("term", "7");
        bench.Close();
        File.Copy(bench.Database, bench.Database + ".backup");
        bench.Restart();
        bench.Data.Set("term", "8");
        bench.Close();
        File.Move(bench.Database + ".backup", bench.Database, overwrite: true);

        var again = bench.New();
        DataBench.Wait(again.LoadAsync(CancellationToken.None));

        Assert.AreEqual("7", again.Get("term"), "as a lower bound");
        StringAssert.Contains(again.Get("data:damage"), "older copy");
        DataBench.Wait(again.UnloadAsync(CancellationToken.None));
    }

    [TestMethod]
    public void Load_DatabaseOfAnOlderVersionWithoutAMark_IsWholeAndGetsOne()
    {
        using var bench = DataBench.Open();
        bench.Data.Set("term", "7");
        bench.Close();
        File.Delete(bench.Database + "-mark");

        bench.Restart();

        Assert.AreEqual("7", bench.Data.Get("term"));
        Assert.IsNull(bench.Data.Get("data:damage"));
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bench.Database + "-mark"));
        Assert.IsGreaterThan(0L, new FileInfo(bench.Database + "-mark").Length);
    }

    [TestMethod]
    [DataRow(0, DisplayName = "first slot torn")]
    [DataRow(4096, DisplayName = "second slot torn")]
    public void Load_OneSlotOfTheMarkTorn_TheOtherStillTells(int slot)
    {
        using var bench = Killed(out var last);
        var mark = File.ReadAllBytes(bench.Database + "-mark");
        mark[slot + 9] ^= 0xFF;
        File.WriteAllBytes(bench.Database + "-mark", mark);

        // Three commits less than were acknowledged: more than one slot lags behind the other.
        var log = File.ReadAllBytes(bench.Database + "-wal");
        File.WriteAllBytes(bench.Database + "-wal", log[..(last - (12 * Frame))]);
        DataBench.Wait(bench.Data.LoadAsync(CancellationToken.None));

        StringAssert.Contains(bench.Data.Get("data:damage"), "acknowledged writes are missing");
    }

    [TestMethod]
    public void Load_MarkUnreadable_SaysSoAndGoesOn()
    {
        using var bench = Killed(out _);
        File.WriteAllText(bench.Database + "-mark", "no mark");

        DataBench.Wait(bench.Data.LoadAsync(CancellationToken.None));

        Assert.IsNull(bench.Data.Get("data:damage"));
        Assert.IsTrue(bench.Log.Lines.Any(line => line.StartsWith("warn", StringComparison.Ordinal) && line.Contains("cannot be told", StringComparison.Ordinal)));
    }

    /// <summary>A folder as a kill leaves it, twenty durable commits in the log; and where the log's last frame ends.</summary>
    private static DataBench Killed(out int last)
    {
        using var alive = DataBench.Open();
        alive.Data.Set("filler", $"\"{new string('x', 20_000)}\"");
        alive.Restart();
        for (var i = 1; i <= Commits; i++)
        {
            alive.Data.Set("term", i.ToString(CultureInfo.InvariantCulture));
        }

        var killed = new DataBench();
        Directory.CreateDirectory(killed.Folder);
        File.WriteAllText(Path.Combine(killed.Folder, "lock"), "1\n");
        foreach (var file in Directory.GetFiles(alive.Folder, "hamgm.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(killed.Folder, Path.GetFileName(file)));
        }

        last = (int)new FileInfo(killed.Database + "-wal").Length;
        Assert.AreEqual(32, last % Frame, "the log is a header and whole frames");
        return killed;
    }

    private static byte[] Flip(byte[] bytes, int at)
    {
        bytes[at] ^= 0x10;
        return bytes;
    }
}
