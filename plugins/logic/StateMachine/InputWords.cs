using System.Globalization;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;
using HAMgm.Logic.Core.Actions;

namespace HAMgm.Logic.StateMachine;

/// <summary>What the core knew when it decided, in the words of an operator; stable English, for `cluster explain`.</summary>
internal static class InputWords
{
    public static IReadOnlyList<string> For(in DecisionInputs inputs, string peerId)
    {
        var words = new List<string>(8);
        AddPeer(words, inputs, peerId);
        words.Add(inputs.Lease is { } lease ? $"lease for another {Ms(lease)}" : "no lease");
        if (inputs.Promise is { } promise)
        {
            words.Add($"promised not to take over for another {Ms(promise)}");
        }

        words.Add(inputs.WitnessAge is { } age ? $"witness answered {Ms(age)} ago" : "no answer of a witness");
        if (inputs.VipEvidenceAge is { } evidence)
        {
            words.Add($"the gateway said {Ms(evidence)} ago that the VIP is here");
        }

        if (inputs.SilentProbes > 0)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{inputs.SilentProbes} wire probes unanswered"));
        }

        words.Add(inputs.IsHealthy ? "healthy" : "unhealthy");
        AddIf(words, !inputs.DiskReady, "no term on the disk, or the disk refuses");
        AddIf(words, inputs.InMaintenance, "in maintenance");
        AddIf(words, inputs.IsFrozen, "frozen");
        AddIf(words, inputs.IsLeaving, "leaving");
        AddIf(words, inputs.SwitchWanted, "a hand-over is wanted");
        words.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"priority {inputs.Priority} against {inputs.PeerPriority}, goes {(inputs.Outranks ? "first" : "second")}"));
        return words;
    }

    private static void AddPeer(List<string> words, in DecisionInputs inputs, string peerId)
    {
        if (peerId.Length == 0)
        {
            words.Add("no peer is configured");
            return;
        }

        if (inputs.PeerAge is not { } age)
        {
            words.Add($"{peerId} never heard");
            return;
        }

        words.Add($"{peerId} heard {Ms(age)} ago as {inputs.PeerRole.ToString().ToUpperInvariant()} of term {inputs.PeerTerm}");
        AddIf(words, (inputs.PeerFlags & PeerStateFlags.HearsYou) == 0, $"{peerId} does not hear this node");
        AddIf(words, (inputs.PeerFlags & PeerStateFlags.Released) != 0, $"{peerId} says that it holds nothing");
        AddIf(words, inputs.PeerRole != NodeState.Primary && (inputs.PeerFlags & PeerStateFlags.Eligible) == 0, $"{peerId} says that it cannot be PRIMARY");
        AddIf(words, (inputs.PeerFlags & PeerStateFlags.Healthy) == 0, $"{peerId} says that it is unhealthy");
    }

    private static void AddIf(List<string> words, bool condition, string word)
    {
        if (condition)
        {
            words.Add(word);
        }
    }

    private static string Ms(TimeSpan span) => span < TimeSpan.FromSeconds(10)
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:F0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:F0} s");
}
