namespace HAMgm.Contracts.Witness;

/// <summary>Takes the witness's answers. Called from the witness's own thread; returns at once.</summary>
public interface IWitnessSink
{
    /// <summary>The witness has answered yes. There is no "no": silence is none.</summary>
    void OnEvidence(in WitnessEvidence evidence);
}
