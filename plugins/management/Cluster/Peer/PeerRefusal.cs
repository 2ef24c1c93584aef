using HAMgm.Contracts.Errors;

namespace HAMgm.Management.Cluster;

/// <summary>
/// The peer answered, and its answer is no: unlike every other failure of a call, this one says for certain what became of it.
/// </summary>
internal sealed class PeerRefusal(ErrorKind kind, int code, string subject, string message)
    : HamgmException(kind, code, subject, message);
