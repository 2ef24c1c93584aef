using HAMgm.Daemon.Guarding;
using HAMgm.Linux;
using HAMgm.Linux.Memory;
using Microsoft.Win32.SafeHandles;

namespace HAMgm.Daemon.Tests.Guarding;

[TestClass]
public sealed class LeaseReaderTests
{
    private const int Pid = 4242;
    private readonly string folder = Directory.CreateTempSubdirectory("hdm-").FullName;
    private readonly byte[] bytes = new byte[GuardLeaseCodec.Size];

    [TestCleanup]
    public void Clean() => Directory.Delete(folder, recursive: true);

    [TestMethod]
    public void Refresh_NoFileYet_FindsItLater()
    {
        using LeaseReader reader = Reader();
        Assert.IsFalse(reader.Refresh());
        File.WriteAllBytes(Path.Combine(folder, LeaseReader.FileName), new byte[10]);
        Assert.IsFalse(reader.Refresh(), "too short");
        using SharedRecord writer = Writer();
        Assert.IsFalse(reader.Refresh(), "empty");
        Write(writer, Lease());
        Assert.IsTrue(reader.Refresh());
        Assert.AreEqual(7ul, reader.Lease.Term);
    }

    /// <summary>The link of an earlier life may lead to any file of whatever process has that number now.</summary>
    [TestMethod]
    public void Refresh_LinkLedElsewhereAtFirst_FindsTheChildsRecordLater()
    {
        string link = Path.Combine(folder, LeaseReader.FileName);
        string elsewhere = Path.Combine(folder, "elsewhere");
        File.WriteAllBytes(elsewhere, new byte[SharedRecord.FileBytes]);
        using SafeFileHandle other = File.OpenHandle(elsewhere);
        File.CreateSymbolicLink(link, $"/proc/{Environment.ProcessId}/fd/{other.DangerousGetHandle()}");
        using LeaseReader reader = Reader();
        Assert.IsFalse(reader.Refresh());
        string place = Path.Combine(folder, "record");
        using SharedRecord writer = SharedRecord.OpenWriter(place);
        Write(writer, Lease());
        using SafeFileHandle own = File.OpenHandle(place, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        File.Delete(link);
        File.CreateSymbolicLink(link, $"/proc/{Environment.ProcessId}/fd/{own.DangerousGetHandle()}");
        Assert.IsTrue(reader.Refresh());
    }

    [TestMethod]
    public void Refresh_ForeignPidOrGarbage_KeepsTheLastGoodOne()
    {
        using SharedRecord writer = Writer();
        Write(writer, Lease());
        using LeaseReader reader = Reader();
        Assert.IsTrue(reader.Refresh());
        Write(writer, Lease() with { Pulse = new GuardPulse(1, Pid + 1, 5, 5, 9, true, 5), Addresses = [] });
        Assert.IsFalse(reader.Refresh());
        writer.Write(new byte[GuardLeaseCodec.Size]);
        Assert.IsFalse(reader.Refresh());
        writer.Write([1, 2, 3]);
        Assert.IsFalse(reader.Refresh());
        File.Delete(Path.Combine(folder, LeaseReader.FileName));
        Assert.IsFalse(reader.Refresh());
        Assert.HasCount(1, reader.Lease.Addresses);
        Assert.AreEqual(7ul, reader.Pulse.Term);
    }

    [TestMethod]
    public void Refresh_OnlyThePulseMoves_AllocatesNothing()
    {
        using SharedRecord writer = Writer();
        Write(writer, Lease());
        using LeaseReader reader = Reader();
        Assert.IsTrue(reader.Refresh());
        LeaseWatch watch = new();
        GuardLease lease = Lease();
        bool hasChanged = false;
        long before = 0;
        for (int turn = 0; turn < 300; turn++)
        {
            if (turn == 100)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            Write(writer, lease with { Pulse = new GuardPulse(1, Pid, turn, 10, 7, true, 300) });
            hasChanged |= reader.Refresh();
            _ = watch.Judge(reader.Pulse, turn, false);
            _ = watch.NextLookNs(reader.Pulse, turn);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.AreEqual(0, allocated);
        Assert.IsFalse(hasChanged);
        Assert.AreEqual(299, reader.Pulse.AliveAtNs);
    }

    [TestMethod]
    public void Refresh_PulseAndAddressesChange_TellsSo()
    {
        using SharedRecord writer = Writer();
        Write(writer, Lease());
        using LeaseReader reader = Reader();
        Assert.IsTrue(reader.Refresh());
        Write(writer, Lease() with { GateTable = "other" });
        Assert.IsTrue(reader.Refresh());
        Assert.AreEqual("other", reader.Lease.GateTable);
        reader.Attach(Pid + 1);
        Assert.IsFalse(reader.HasLease, "a new child begins with nothing");
    }

    private static GuardLease Lease() => new()
    {
        Pulse = new GuardPulse(1, Pid, 1, 10, 7, true, 300),
        Addresses = [new GuardedAddress(3, NetAddress.Parse("10.0.0.1"), 24)],
        GateTable = "gate",
        ReleaseDatagram = new byte[64],
    };

    private LeaseReader Reader()
    {
        LeaseReader reader = new();
        reader.Attach(Pid);
        reader.SetDirectory(folder);
        return reader;
    }

    private SharedRecord Writer() => SharedRecord.OpenWriter(Path.Combine(folder, LeaseReader.FileName));

    private void Write(SharedRecord writer, in GuardLease lease)
    {
        GuardLeaseCodec.Encode(lease, bytes);
        writer.Write(bytes);
    }
}
