using System.Runtime.InteropServices;

namespace HAMgm.Linux.Tests.Support;

/// <summary>Takes the capabilities away from the calling thread alone (capset(2) is per thread); use it on a thread that then ends.</summary>
public static unsafe partial class Rights
{
    private const long SysCapSet = 126; // x86-64
    private const long SysCapSetArm64 = 91;
    private const uint Version3 = 0x2008_0522;

    public static void DropAll()
    {
        uint* header = stackalloc uint[2] { Version3, 0 };
        uint* data = stackalloc uint[6] { 0, 0, 0, 0, 0, 0 };
        long number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? SysCapSetArm64 : SysCapSet;
        Assert.AreEqual(0, CapSet(number, header, data));
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long CapSet(long number, void* header, void* data);
}
