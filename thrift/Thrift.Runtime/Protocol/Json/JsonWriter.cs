using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Thrift.Transport;

namespace Thrift.Protocol.Json;

/// <summary>Writes the tokens of the JSON protocol.</summary>
internal sealed class JsonWriter(TTransport transport)
{
    private const int StartBytes = 256;
    private const int KeptBytes = 64 * 1024;

    private readonly Stack<JsonContext> _outer = new();
    private JsonContext _context;
    private byte[] _token = new byte[StartBytes];
    private int _length;

    public void Reset()
    {
        _outer.Clear();
        _context = default;
        if (_token.Length > KeptBytes)
        {
            _token = new byte[StartBytes];
        }
    }

    public Task BeginArrayAsync(CancellationToken cancellationToken) => BeginAsync((byte)'[', JsonContext.Kind.Array, cancellationToken);

    public Task EndArrayAsync(CancellationToken cancellationToken) => EndAsync((byte)']', cancellationToken);

    public Task BeginObjectAsync(CancellationToken cancellationToken) => BeginAsync((byte)'{', JsonContext.Kind.Object, cancellationToken);

    public Task EndObjectAsync(CancellationToken cancellationToken) => EndAsync((byte)'}', cancellationToken);

    public Task WriteIntegerAsync(long value, CancellationToken cancellationToken)
    {
        Separate();
        Span<byte> digits = stackalloc byte[24];
        Utf8Formatter.TryFormat(value, digits, out var length);
        return WriteNumberAsync(digits[..length], quoted: _context.AtName, cancellationToken);
    }

    public Task WriteDoubleAsync(double value, CancellationToken cancellationToken)
    {
        Separate();
        Span<byte> digits = stackalloc byte[40];
        value.TryFormat(digits, out var length, "R", CultureInfo.InvariantCulture);
        return WriteNumberAsync(digits[..length], quoted: _context.AtName || !double.IsFinite(value), cancellationToken);
    }

    public Task WriteTextAsync(string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        return WriteTextAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
    }

    public Task WriteTextAsync(ReadOnlySpan<byte> utf8, CancellationToken cancellationToken)
    {
        Separate();
        Append((byte)'"');
        foreach (var letter in utf8)
        {
            AppendEscaped(letter);
        }

        Append((byte)'"');
        return SendAsync(cancellationToken);
    }

    /// <summary>Base64 without the padding, as Apache's libraries write it.</summary>
    public Task WriteBase64Async(byte[] bytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var encoded = new byte[Base64.GetMaxEncodedToUtf8Length(bytes.Length)];
        Base64.EncodeToUtf8(bytes, encoded, out _, out var length);
        return WriteTextAsync(encoded.AsSpan(0, length).TrimEnd((byte)'='), cancellationToken);
    }

    private Task WriteNumberAsync(ReadOnlySpan<byte> digits, bool quoted, CancellationToken cancellationToken)
    {
        if (quoted)
        {
            Append((byte)'"');
        }

        foreach (var digit in digits)
        {
            Append(digit);
        }

        if (quoted)
        {
            Append((byte)'"');
        }

        return SendAsync(cancellationToken);
    }

    private Task BeginAsync(byte bracket, JsonContext.Kind kind, CancellationToken cancellationToken)
    {
        Separate();
        Append(bracket);
        _outer.Push(_context);
        _context = new JsonContext(kind);
        return SendAsync(cancellationToken);
    }

    private Task EndAsync(byte bracket, CancellationToken cancellationToken)
    {
        _context = _outer.Pop();
        Append(bracket);
        return SendAsync(cancellationToken);
    }

    private void Separate()
    {
        var separator = _context.Next();
        if (separator != 0)
        {
            Append(separator);
        }
    }

    private void AppendEscaped(byte letter)
    {
        var escape = letter switch
        {
            (byte)'"' => (byte)'"',
            (byte)'\\' => (byte)'\\',
            (byte)'\b' => (byte)'b',
            (byte)'\f' => (byte)'f',
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            _ => (byte)0,
        };
        if (escape != 0)
        {
            Append((byte)'\\');
            Append(escape);
        }
        else if (letter < 0x20)
        {
            foreach (var one in "\\u00"u8)
            {
                Append(one);
            }

            Append((byte)"0123456789abcdef"[letter >> 4]);
            Append((byte)"0123456789abcdef"[letter & 0x0f]);
        }
        else
        {
            Append(letter);
        }
    }

    private void Append(byte letter)
    {
        if (_length == _token.Length)
        {
            Array.Resize(ref _token, checked(_length * 2));
        }

        _token[_length++] = letter;
    }

    private Task SendAsync(CancellationToken cancellationToken)
    {
        var length = _length;
        _length = 0;
        if (transport.TryPut(length, out var room))
        {
            _token.AsSpan(0, length).CopyTo(room);
            return Task.CompletedTask;
        }

        return transport.WriteAsync(_token, 0, length, cancellationToken);
    }
}
