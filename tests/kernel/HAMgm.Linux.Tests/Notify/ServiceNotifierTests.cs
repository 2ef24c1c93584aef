using System.Text;
using HAMgm.Linux.Notify;
using HAMgm.Linux.Processes;
using HAMgm.Linux.Tests.Support;

namespace HAMgm.Linux.Tests.Notify;

[TestClass]
public sealed class ServiceNotifierTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [TestMethod]
    public void Notify_AllKinds_ArriveWithSender()
    {
        using NotifyListener listener = new();
        using ServiceNotifier notifier = new(listener.SocketName);
        Assert.IsTrue(notifier.IsEnabled);
        notifier.Ready();
        notifier.Status("holding\nthe VIP");
        notifier.Watchdog();
        notifier.Stopping();
        notifier.MainPid(42);
        notifier.Custom("X_HAMGM_ROLE", "PRIMARY=yes");
        notifier.Send("READY=1\nSTATUS=both"u8);
        Expect(listener, "READY", "1");
        Expect(listener, "STATUS", "holding the VIP");
        Expect(listener, "WATCHDOG", "1");
        Expect(listener, "STOPPING", "1");
        Expect(listener, "MAINPID", "42");
        Expect(listener, "X_HAMGM_ROLE", "PRIMARY=yes");
        Assert.HasCount(2, listener.TryReceive()!.Fields);
        Assert.IsNull(listener.TryReceive());
    }

    [TestMethod]
    public void Receive_FromChild_NamesChild()
    {
        if (!File.Exists("/usr/bin/python3"))
        {
            Assert.Inconclusive("This test sends from another program: install python3.");
        }

        using NotifyListener listener = new();
        using ChildProcess child = ChildProcess.Start(
            "/usr/bin/python3",
            ["python3", "-c", "import os,socket; s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM); s.sendto(b'READY=1', '\\0'+os.environ['NOTIFY_SOCKET'][1:])"],
            [$"NOTIFY_SOCKET={listener.SocketName}"]);
        NotifyMessage? message = listener.Receive(Patience);
        Assert.AreEqual(child.Pid, message?.SenderPid);
        Assert.AreEqual(new ExitStatus(0, 0), child.WaitExit(Patience));
    }

    [TestMethod]
    public void Receive_TooLong_IsDroppedAndCounted()
    {
        using NotifyListener listener = new();
        using ServiceNotifier notifier = new(listener.SocketName);
        notifier.Status(new string('x', 5000));
        notifier.Ready();
        Expect(listener, "READY", "1");
        Assert.AreEqual(1, listener.DroppedCount);
    }

    [TestMethod]
    public void Notify_PathSocket_Works()
    {
        string path = Path.Combine(Path.GetTempPath(), $"hlx-{Guid.NewGuid():N}");
        using System.Net.Sockets.Socket server = new(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Unspecified);
        server.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
        using ServiceNotifier notifier = new(path);
        Assert.IsTrue(notifier.Ready());
        byte[] buffer = new byte[64];
        Assert.AreEqual("READY=1", Encoding.UTF8.GetString(buffer, 0, server.Receive(buffer)));
        File.Delete(path);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("relative")]
    [DataRow("@")]
    public void Notify_WithoutSupervisor_IsNoOp(string name)
    {
        using ServiceNotifier notifier = new(name);
        Assert.IsFalse(notifier.IsEnabled);
        Assert.IsFalse(notifier.Ready());
    }

    [TestMethod]
    public void Notify_DeadSupervisorOrFullQueue_NeverBlocks()
    {
        NotifyListener listener = new();
        using ServiceNotifier notifier = new(listener.SocketName);
        int taken = 0;
        while (taken < 100_000 && notifier.Watchdog())
        {
            taken++;
        }

        Assert.IsFalse(notifier.Watchdog(), "the queue is full");
        listener.Dispose();
        Assert.IsFalse(notifier.Watchdog(), "nobody listens");
        Assert.AreEqual(0, Allocation.Of(() => notifier.Watchdog()));
    }

    [TestMethod]
    public void Parse_Garbage_GivesWhatIsSound()
    {
        Dictionary<string, string> fields = NotifyListener.Parse("=x\nA=1\n\nnothing\nA=2\nB==\0");
        Assert.HasCount(2, fields);
        Assert.AreEqual("2", fields["A"]);
    }

    private static void Expect(NotifyListener listener, string name, string value)
    {
        NotifyMessage? message = listener.Receive(Patience);
        Assert.AreEqual(value, message?.Fields[name]);
        Assert.AreEqual(Environment.ProcessId, message?.SenderPid);
    }
}
