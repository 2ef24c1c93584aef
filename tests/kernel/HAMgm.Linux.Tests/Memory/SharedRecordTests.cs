using HAMgm.Linux.Memory;
using HAMgm.Linux.Processes;
using HAMgm.Linux.Tests.Support;

namespace HAMgm.Linux.Tests.Memory;

[TestClass]
public sealed class SharedRecordTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hlx-").FullName;

    private string FilePath => Path.Combine(folder, "lease");

    [TestMethod]
    public void OpenWriterInMemory_Reader_FindsItByThePathAndKeepsItAfterTheWriter()
    {
        byte[] read = new byte[SharedRecord.MaxPayloadBytes];
        SharedRecord writer = SharedRecord.OpenWriterInMemory(FilePath);
        using SharedRecord reader = SharedRecord.OpenReader(FilePath);
        writer.Write([1, 2, 3]);
        writer.Dispose();
        Assert.IsTrue(reader.TryRead(read, out int length));
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, read[..length]);
        Assert.ThrowsExactly<LinuxException>(() => SharedRecord.OpenReader(FilePath));
    }

    [TestMethod]
    public void Write_ReadByOther_GivesNewest()
    {
        using SharedRecord writer = SharedRecord.OpenWriter(FilePath);
        using SharedRecord reader = SharedRecord.OpenReader(FilePath);
        byte[] buffer = new byte[SharedRecord.MaxPayloadBytes];
        Assert.IsFalse(reader.TryRead(buffer, out _), "nothing written yet");
        writer.Write([1, 2, 3]);
        writer.Write([4, 5]);
        Assert.IsTrue(reader.TryRead(buffer, out int length));
        CollectionAssert.AreEqual(new byte[] { 4, 5 }, buffer[..length]);
        Assert.IsFalse(reader.TryRead(buffer.AsSpan(0, 1), out _), "does not fit");
        Assert.ThrowsExactly<InvalidOperationException>(() => reader.Write([1]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => writer.Write(new byte[SharedRecord.MaxPayloadBytes + 1]));
        writer.Write(new byte[SharedRecord.MaxPayloadBytes]);
        Assert.IsTrue(reader.TryRead(buffer, out length));
        Assert.AreEqual(SharedRecord.MaxPayloadBytes, length);
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [TestMethod]
    public void OpenWriter_AfterWriterDied_KeepsRecordAndGoesOn()
    {
        using (SharedRecord first = SharedRecord.OpenWriter(FilePath))
        {
            first.Write([7]);
        }

        byte[] buffer = new byte[16];
        using SharedRecord reader = SharedRecord.OpenReader(FilePath);
        using SharedRecord second = SharedRecord.OpenWriter(FilePath);
        Assert.IsTrue(reader.TryRead(buffer, out int length));
        Assert.AreEqual((1, 7), (length, (int)buffer[0]));
        second.Write([8, 8]);
        Assert.IsTrue(reader.TryRead(buffer, out length));
        Assert.AreEqual((2, 8), (length, (int)buffer[0]));
    }

    /// <summary>Every state that a kill can leave: a prefix of the steps of a write. The record before stays readable.</summary>
    [TestMethod]
    public void TryRead_WriterKilledWithinWrite_GivesRecordBefore()
    {
        using (SharedRecord writer = SharedRecord.OpenWriter(FilePath))
        {
            writer.Write([1]);
            writer.Write([2]);
        }

        byte[] whole = File.ReadAllBytes(FilePath);
        int otherSlot = 64 + 2016; // sequence 3 goes to the odd slot
        Array.Clear(whole, otherSlot, 8);
        whole[otherSlot + 16] = 99;
        File.WriteAllBytes(FilePath, whole);
        using SharedRecord reader = SharedRecord.OpenReader(FilePath);
        byte[] buffer = new byte[16];
        Assert.IsTrue(reader.TryRead(buffer, out int length));
        Assert.AreEqual((1, 2), (length, (int)buffer[0]));
    }

    [TestMethod]
    public void TryRead_AnyByteOfNewestSlotFlipped_IsRefusedOrUnchanged()
    {
        using (SharedRecord writer = SharedRecord.OpenWriter(FilePath))
        {
            writer.Write([1, 2, 3, 4, 5, 6, 7, 8]);
            writer.Write([1, 2, 3, 4, 5, 6, 7, 9]);
        }

        byte[] sound = File.ReadAllBytes(FilePath);
        byte[] buffer = new byte[64];
        for (int at = 64; at < 64 + 24; at++)
        {
            byte[] damaged = (byte[])sound.Clone();
            damaged[at] ^= 0x10;
            File.WriteAllBytes(FilePath, damaged);
            using SharedRecord reader = SharedRecord.OpenReader(FilePath);
            Assert.IsFalse(reader.TryRead(buffer, out _), $"byte {at}");
        }
    }

    [TestMethod]
    public void TryRead_Garbage_IsRefused()
    {
        Random random = new(7);
        byte[] buffer = new byte[SharedRecord.MaxPayloadBytes];
        byte[] garbage = new byte[SharedRecord.FileBytes];
        for (int round = 0; round < 200; round++)
        {
            random.NextBytes(garbage);
            if (round % 2 == 0)
            {
                ((ReadOnlySpan<byte>)"HAML\x01\0\0\0"u8).CopyTo(garbage);
            }

            File.WriteAllBytes(FilePath, garbage);
            using SharedRecord reader = SharedRecord.OpenReader(FilePath);
            Assert.IsFalse(reader.TryRead(buffer, out _));
        }
    }

    [TestMethod]
    public void OpenReader_MissingOrShort_ThrowsWithReason()
    {
        Assert.AreEqual(2, Assert.ThrowsExactly<LinuxException>(() => SharedRecord.OpenReader(FilePath)).Errno);
        File.WriteAllBytes(FilePath, new byte[100]);
        LinuxException refusal = Assert.ThrowsExactly<LinuxException>(() => SharedRecord.OpenReader(FilePath));
        Assert.Contains("too short", refusal.Message);
    }

    /// <summary>A writer at full speed in another thread: no torn record is ever returned, and reading always succeeds.</summary>
    [TestMethod]
    public void TryRead_WhileWriting_IsNeverTorn()
    {
        using SharedRecord writer = SharedRecord.OpenWriter(FilePath);
        using SharedRecord reader = SharedRecord.OpenReader(FilePath);
        bool stop = false;
        writer.Write(new byte[800]);
        Thread thread = new(() =>
        {
            byte[] record = new byte[800];
            for (byte value = 0; !Volatile.Read(ref stop); value++)
            {
                record.AsSpan().Fill(value);
                writer.Write(record);
            }
        });
        thread.Start();
        byte[] buffer = new byte[SharedRecord.MaxPayloadBytes];
        int failed = 0;
        for (int round = 0; round < 30_000; round++)
        {
            if (!reader.TryRead(buffer, out int length))
            {
                failed++;
                continue;
            }

            Assert.AreEqual(-1, buffer.AsSpan(0, length).IndexOfAnyExcept(buffer[0]));
        }

        Volatile.Write(ref stop, true);
        thread.Join();
        Console.WriteLine($"{failed} of 30,000 reads against a writer without a pause gave up");
        Assert.AreEqual(0, Allocation.Of(() =>
        {
            writer.Write(buffer.AsSpan(0, 936));
            reader.TryRead(buffer, out _);
        }));
    }

    [TestMethod]
    public void CreateAnonymous_InheritedByChild_IsReadThere()
    {
        using SharedRecord record = SharedRecord.CreateAnonymous("hlx-record");
        record.Write("hello-record"u8);
        using ChildProcess child = ChildProcess.Start("/bin/sh", ["sh", "-c", "grep -q hello-record /proc/self/fd/7"], inherited: [new InheritedDescriptor(record.Descriptor, 7)]);
        Assert.AreEqual(new ExitStatus(0, 0), child.WaitExit(TimeSpan.FromSeconds(10)));
    }

    [TestMethod]
    public void Crc32_CheckValue_IsTheStandardOne() => Assert.AreEqual(0xCBF43926u, Crc32.Of("123456789"u8));

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
