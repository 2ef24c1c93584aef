using System.Net;
using System.Net.Sockets;
using HAMgm.Linux.Packets;

namespace HAMgm.Linux.Tests.Packets;

[TestClass]
public sealed class PollSetTests
{
    [TestMethod]
    public void Wait_SocketsThatComeAndGo_TellsWhichAreReady()
    {
        using PollSet set = new();
        Socket[] sockets = [.. Enumerable.Range(0, 20).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))];
        foreach (Socket socket in sockets)
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        }

        sockets[0].SendTo([1], sockets[17].LocalEndPoint!);
        Fill(set, sockets, forWriting: false);
        set.Wait(5_000_000_000);
        for (int index = 0; index < sockets.Length; index++)
        {
            Assert.AreEqual(index == 17, set.IsReadable(index), $"{index}");
            Assert.IsFalse(set.IsWritable(index));
        }

        Fill(set, sockets[..3], forWriting: true);
        set.Wait(5_000_000_000);
        Assert.IsTrue(set.IsWritable(2) && !set.IsReadable(2));
        Array.ForEach(sockets, socket => socket.Dispose());
    }

    [TestMethod]
    public void Wake_BeforeTheWait_EndsItOnce()
    {
        using PollSet set = new();
        set.Wake();
        set.Wake();

        // Without end, if the wake-up were lost.
        set.Wait(-1);
        set.Wait(0);
    }

    private static void Fill(PollSet set, Socket[] sockets, bool forWriting)
    {
        set.Clear();
        foreach (Socket socket in sockets)
        {
            set.Add((int)socket.SafeHandle.DangerousGetHandle(), forWriting);
        }
    }
}
