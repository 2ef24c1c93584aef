namespace HAMgm.Simulation.Tests;

/// <summary>What stands at the other end of the segment (docs/safety.md, assumption 1).</summary>
public enum SimGateway
{
    /// <summary>One host that follows gratuitous ARP at once: the gateway that the guarantees ask for.</summary>
    Register,

    /// <summary>It keeps the entry that it has, whatever is announced.</summary>
    IgnoresAnnouncements,

    /// <summary>It answers every echo, whoever the VIP's entry points to: R17 without effect.</summary>
    AnswersBoth,
}
