using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Protocol.Utilities;

namespace Thrift;

/// <summary>What a server answers when it cannot run a call at all; goes over the wire as a structure.</summary>
public class TApplicationException : TException
{
    private static readonly TStruct Name = new("TApplicationException");

    /// <summary>Makes one without a message.</summary>
    public TApplicationException()
    {
    }

    /// <summary>Makes one of a kind.</summary>
    public TApplicationException(ExceptionType type)
        : this(type, string.Empty)
    {
    }

    /// <summary>Makes one of a kind with a message.</summary>
    public TApplicationException(ExceptionType type, string? message)
        : base(message)
    {
        Type = type;
    }

    /// <summary>The kinds, with their numbers on the wire.</summary>
    public enum ExceptionType
    {
        /// <summary>Not known.</summary>
        Unknown = 0,

        /// <summary>The service has no such method.</summary>
        UnknownMethod = 1,

        /// <summary>The message is neither a call nor an answer.</summary>
        InvalidMessageType = 2,

        /// <summary>The answer is to another method.</summary>
        WrongMethodName = 3,

        /// <summary>The answer is to another call.</summary>
        BadSequenceId = 4,

        /// <summary>The answer has neither a result nor an exception.</summary>
        MissingResult = 5,

        /// <summary>The server failed.</summary>
        InternalError = 6,

        /// <summary>The message could not be read.</summary>
        ProtocolError = 7,

        /// <summary>An unknown transform.</summary>
        InvalidTransform = 8,

        /// <summary>An unknown protocol.</summary>
        InvalidProtocol = 9,

        /// <summary>A client of a kind that is not served.</summary>
        UnsupportedClientType = 10,
    }

    /// <summary>The kind.</summary>
    public ExceptionType Type { get; private set; }

    /// <summary>Reads one from the wire.</summary>
    /// <exception cref="TException">The bytes are not such a structure.</exception>
    public static async ValueTask<TApplicationException> ReadAsync(TProtocol inputProtocol, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputProtocol);
        string? message = null;
        var type = ExceptionType.Unknown;

        await inputProtocol.ReadStructBeginAsync(cancellationToken);
        while (true)
        {
            var field = await inputProtocol.ReadFieldBeginAsync(cancellationToken);
            if (field.Type == TType.Stop)
            {
                break;
            }

            switch (field.ID, field.Type)
            {
                case (1, TType.String):
                    message = await inputProtocol.ReadStringAsync(cancellationToken);
                    break;
                case (2, TType.I32):
                    type = (ExceptionType)await inputProtocol.ReadI32Async(cancellationToken);
                    break;
                default:
                    await TProtocolUtil.SkipAsync(inputProtocol, field.Type, cancellationToken);
                    break;
            }

            await inputProtocol.ReadFieldEndAsync(cancellationToken);
        }

        await inputProtocol.ReadStructEndAsync(cancellationToken);
        return new TApplicationException(type, message);
    }

    /// <summary>Writes it to the wire.</summary>
    public async Task WriteAsync(TProtocol outputProtocol, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outputProtocol);
        await outputProtocol.WriteStructBeginAsync(Name, cancellationToken);
        if (!string.IsNullOrEmpty(Message))
        {
            await outputProtocol.WriteFieldBeginAsync(new TField("message", TType.String, 1), cancellationToken);
            await outputProtocol.WriteStringAsync(Message, cancellationToken);
            await outputProtocol.WriteFieldEndAsync(cancellationToken);
        }

        await outputProtocol.WriteFieldBeginAsync(new TField("type", TType.I32, 2), cancellationToken);
        await outputProtocol.WriteI32Async((int)Type, cancellationToken);
        await outputProtocol.WriteFieldEndAsync(cancellationToken);
        await outputProtocol.WriteFieldStopAsync(cancellationToken);
        await outputProtocol.WriteStructEndAsync(cancellationToken);
    }
}
