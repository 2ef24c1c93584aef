using System.Runtime.InteropServices;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Processes;

/// <summary>Replaces the program of this process (execve).</summary>
public static unsafe class ProgramExchange
{
    /// <summary>
    /// Goes on as another program under the same pid. Every other thread ends without cleaning up; descriptors of the runtime
    /// close by themselves. Call it from a thread of ordinary priority: the new program's first thread inherits it.
    /// </summary>
    /// <param name="path">The program file.</param>
    /// <param name="arguments">All arguments, the program's own name first.</param>
    /// <param name="environment">The environment as NAME=value.</param>
    /// <returns>Only when it failed: why.</returns>
    public static LinuxException Replace(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        using NativeStrings file = new([path]);
        using NativeStrings argv = new(arguments);
        using NativeStrings env = new(environment);
        _ = Libc.Exec(file.Pointers[0], argv.Pointers, env.Pointers);
        return new LinuxException($"start {path}", Marshal.GetLastPInvokeError());
    }
}
