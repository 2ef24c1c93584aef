namespace HAMgm.Logic.StateMachine;

/// <summary>What a report is about.</summary>
internal enum ReportKind
{
    Transition = 0,
    Alert = 1,
    Peer = 2,
    Trouble = 3,
}
