namespace Thrift.Protocol.Entities;

/// <summary>The head of a message.</summary>
public struct TMessage(string name, TMessageType type, int seqid)
{
    /// <summary>The method.</summary>
    public string Name { get; set; } = name;

    /// <summary>The kind.</summary>
    public TMessageType Type { get; set; } = type;

    /// <summary>The sequence id, the same in call and answer.</summary>
    public int SeqID { get; set; } = seqid;
}
