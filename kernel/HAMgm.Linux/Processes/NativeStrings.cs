using System.Runtime.InteropServices;
using System.Text;

namespace HAMgm.Linux.Processes;

/// <summary>An array of C strings that ends with a null pointer, in memory of its own.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly int count;

    internal NativeStrings(IReadOnlyList<string> values)
    {
        count = values.Count;
        Pointers = (byte**)NativeMemory.AllocZeroed((nuint)(count + 1), (nuint)sizeof(byte*));
        for (int index = 0; index < count; index++)
        {
            int length = Encoding.UTF8.GetByteCount(values[index]);
            Pointers[index] = (byte*)NativeMemory.AllocZeroed((nuint)length + 1);
            Encoding.UTF8.GetBytes(values[index], new Span<byte>(Pointers[index], length));
        }
    }

    internal byte** Pointers { get; private set; }

    public void Dispose()
    {
        if (Pointers != null)
        {
            for (int index = 0; index < count; index++)
            {
                NativeMemory.Free(Pointers[index]);
            }

            NativeMemory.Free(Pointers);
            Pointers = null;
        }
    }
}
