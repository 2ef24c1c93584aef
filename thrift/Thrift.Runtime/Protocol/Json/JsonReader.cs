using System.Buffers.Text;
using System.Globalization;
using Thrift.Transport;

namespace Thrift.Protocol.Json;

/// <summary>Reads the tokens of the JSON protocol one by one, never a byte more than the message has.</summary>
internal sealed class JsonReader(TTransport transport)
{
    /// <summary>More characters than any number needs.</summary>
    private const int MaxNumberBytes = 400;

    private const int StartBytes = 256;
    private const int KeptBytes = 64 * 1024;

    private readonly byte[] _one = new byte[1];
    private readonly Stack<JsonContext> _outer = new();
    private JsonContext _context;
    private byte[] _text = new byte[StartBytes];
    private int _length;
    private bool _hasNext;

    /// <summary>The text or the number that was read last.</summary>
    public ReadOnlySpan<byte> Token => _text.AsSpan(0, _length);

    public void Reset()
    {
        _outer.Clear();
        _context = default;
        _hasNext = false;
        if (_text.Length > KeptBytes)
        {
            _text = new byte[StartBytes];
        }
    }

    public async ValueTask BeginArrayAsync(CancellationToken cancellationToken)
    {
        await SeparatorAsync(cancellationToken);
        await ExpectAsync((byte)'[', cancellationToken);
        _outer.Push(_context);
        _context = new JsonContext(JsonContext.Kind.Array);
    }

    public async ValueTask EndArrayAsync(CancellationToken cancellationToken)
    {
        await ExpectAsync((byte)']', cancellationToken);
        Leave();
    }

    public async ValueTask BeginObjectAsync(CancellationToken cancellationToken)
    {
        await SeparatorAsync(cancellationToken);
        await ExpectAsync((byte)'{', cancellationToken);
        _outer.Push(_context);
        _context = new JsonContext(JsonContext.Kind.Object);
    }

    public async ValueTask EndObjectAsync(CancellationToken cancellationToken)
    {
        await ExpectAsync((byte)'}', cancellationToken);
        Leave();
    }

    public async ValueTask<bool> AtEndOfObjectAsync(CancellationToken cancellationToken) =>
        await PeekAsync(cancellationToken) == (byte)'}';

    /// <summary>Reads a text into <see cref="Token"/>, its escapes resolved.</summary>
    public async ValueTask ReadTextAsync(CancellationToken cancellationToken)
    {
        await SeparatorAsync(cancellationToken);
        await ReadQuotedAsync(cancellationToken);
    }

    public async ValueTask<long> ReadIntegerAsync(long least, long most, CancellationToken cancellationToken)
    {
        await ReadNumberTokenAsync(cancellationToken);
        return Utf8Parser.TryParse(Token, out long value, out var used) && used == _length && value >= least && value <= most
            ? value
            : throw Broken("a number that is none, or too large");
    }

    public async ValueTask<double> ReadDoubleAsync(CancellationToken cancellationToken)
    {
        var quoted = await ReadNumberTokenAsync(cancellationToken);
        if (quoted)
        {
            if (Token.SequenceEqual("NaN"u8))
            {
                return double.NaN;
            }

            if (Token.SequenceEqual("Infinity"u8))
            {
                return double.PositiveInfinity;
            }

            if (Token.SequenceEqual("-Infinity"u8))
            {
                return double.NegativeInfinity;
            }
        }

        return double.TryParse(Token, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Broken("a number that is none");
    }

    private static TProtocolException Broken(string what) => new(TProtocolException.INVALID_DATA, $"Broken JSON: {what}.");

    private static bool IsNumberPart(byte letter) => letter is (>= (byte)'0' and <= (byte)'9') or (byte)'+' or (byte)'-' or (byte)'.' or (byte)'e' or (byte)'E';

    /// <summary>Reads a number, in quotes or not, into <see cref="Token"/>; tells whether it was in quotes.</summary>
    private async ValueTask<bool> ReadNumberTokenAsync(CancellationToken cancellationToken)
    {
        await SeparatorAsync(cancellationToken);
        if (await PeekAsync(cancellationToken) == (byte)'"')
        {
            await ReadQuotedAsync(cancellationToken);
            return _length > 0 ? true : throw Broken("an empty number");
        }

        if (_context.AtName)
        {
            throw Broken("a name without quotes");
        }

        _length = 0;
        while (IsNumberPart(await PeekAsync(cancellationToken)))
        {
            if (_length == MaxNumberBytes)
            {
                throw Broken("a number without end");
            }

            Append(await TakeAsync(cancellationToken));
        }

        return false;
    }

    private async ValueTask ReadQuotedAsync(CancellationToken cancellationToken)
    {
        await ExpectAsync((byte)'"', cancellationToken);
        _length = 0;
        var highSurrogate = '\0';
        while (true)
        {
            var letter = await TakeAsync(cancellationToken);
            if (letter == (byte)'\\')
            {
                var escaped = await TakeAsync(cancellationToken);
                if (escaped == (byte)'u')
                {
                    highSurrogate = AppendUnit(await ReadUnitAsync(cancellationToken), highSurrogate);
                    continue;
                }

                letter = Unescape(escaped);
            }
            else if (letter == (byte)'"')
            {
                if (highSurrogate != '\0')
                {
                    throw Broken("half a surrogate pair");
                }

                return;
            }

            if (highSurrogate != '\0')
            {
                throw Broken("half a surrogate pair");
            }

            Append(letter);
        }
    }

    private static byte Unescape(byte escaped) => escaped switch
    {
        (byte)'"' or (byte)'\\' or (byte)'/' => escaped,
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => throw Broken("an unknown escape"),
    };

    private async ValueTask<char> ReadUnitAsync(CancellationToken cancellationToken)
    {
        var unit = 0;
        for (var i = 0; i < 4; i++)
        {
            var digit = (char)await TakeAsync(cancellationToken);
            unit = (unit << 4) | (char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : throw Broken("a broken \\u escape"));
        }

        return (char)unit;
    }

    /// <summary>Appends a UTF-16 unit, or keeps the first half of a pair, which it gives back.</summary>
    private char AppendUnit(char unit, char highSurrogate)
    {
        if (highSurrogate == '\0' && char.IsHighSurrogate(unit))
        {
            return unit;
        }

        var valid = highSurrogate == '\0'
            ? System.Text.Rune.TryCreate(unit, out var rune)
            : System.Text.Rune.TryCreate(highSurrogate, unit, out rune);
        if (!valid)
        {
            throw Broken("half a surrogate pair");
        }

        Span<byte> bytes = stackalloc byte[4];
        foreach (var one in bytes[..rune.EncodeToUtf8(bytes)])
        {
            Append(one);
        }

        return '\0';
    }

    // The memory grows with the bytes that have arrived, not with what somebody announces.
    private void Append(byte letter)
    {
        if (_length == _text.Length)
        {
            if (_length >= transport.Configuration.MaxStringSize)
            {
                throw new TProtocolException(
                    TProtocolException.SIZE_LIMIT, $"A string of more than {transport.Configuration.MaxStringSize} bytes.");
            }

            Array.Resize(ref _text, (int)Math.Min(transport.Configuration.MaxStringSize, (long)_length * 2));
        }

        _text[_length++] = letter;
    }

    private async ValueTask SeparatorAsync(CancellationToken cancellationToken)
    {
        var separator = _context.Next();
        if (separator != 0)
        {
            await ExpectAsync(separator, cancellationToken);
        }
    }

    private async ValueTask ExpectAsync(byte expected, CancellationToken cancellationToken)
    {
        var letter = await TakeAsync(cancellationToken);
        if (letter != expected)
        {
            throw Broken($"'{(char)expected}' expected, 0x{letter:x2} found");
        }
    }

    private void Leave() => _context = _outer.Count > 0 ? _outer.Pop() : throw Broken("an end without a beginning");

    private async ValueTask<byte> PeekAsync(CancellationToken cancellationToken)
    {
        if (!_hasNext)
        {
            await transport.ReadAllAsync(_one, 0, 1, cancellationToken);
            _hasNext = true;
        }

        return _one[0];
    }

    private ValueTask<byte> TakeAsync(CancellationToken cancellationToken)
    {
        if (!_hasNext && transport.TryTake(1, out var bytes))
        {
            return new ValueTask<byte>(bytes[0]);
        }

        return SlowAsync(cancellationToken);

        async ValueTask<byte> SlowAsync(CancellationToken token)
        {
            var letter = await PeekAsync(token);
            _hasNext = false;
            return letter;
        }
    }
}
