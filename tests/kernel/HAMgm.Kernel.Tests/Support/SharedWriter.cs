using System.Globalization;

namespace HAMgm.Kernel.Tests.Support;

/// <summary>Text that threads of the kernel write while the test reads it: a plain writer's <c>ToString</c> then fails now and then.</summary>
internal sealed class SharedWriter() : StringWriter(CultureInfo.InvariantCulture)
{
    private readonly Lock _lock = new();

    public override void Write(char value)
    {
        lock (_lock)
        {
            base.Write(value);
        }
    }

    public override void Write(char[] buffer, int index, int count)
    {
        lock (_lock)
        {
            base.Write(buffer, index, count);
        }
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_lock)
        {
            base.Write(buffer);
        }
    }

    public override void Write(string? value)
    {
        lock (_lock)
        {
            base.Write(value);
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return base.ToString();
        }
    }
}
