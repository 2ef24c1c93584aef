namespace Thrift.Protocol.Entities;

/// <summary>The kinds of messages.</summary>
public enum TMessageType
{
    /// <summary>A call that is answered.</summary>
    Call = 1,

    /// <summary>The answer, a result or a declared exception.</summary>
    Reply = 2,

    /// <summary>The answer is a <see cref="TApplicationException"/>.</summary>
    Exception = 3,

    /// <summary>A call that is not answered.</summary>
    Oneway = 4,
}
