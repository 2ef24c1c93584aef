/*
 * Payloads of the two nodes' own reliable messages (types 16 and up of the heartbeat port), in the
 * compact protocol. They travel over the authenticated peer link only and are no public interface;
 * the two nodes may be of different versions, so: never renumber, add optional fields at the end.
 *
 * Units: ...At is milliseconds since 1970-01-01T00:00:00Z by the sender's clock, for people only;
 * ...Ms is a duration in milliseconds; cpuUsage, memoryUsage and diskUsage are percent, 0 to 100.
 */
namespace netstd HAMgm.Thrift.Peer
namespace go hamgm.peer

/** A call to the peer, answered by a PeerReply of the same id. */
struct PeerRequest {
  /** Unique among the sender's requests since its start. */
  1: required i64 id,
  /** What is asked for, for example "config.apply" or "rpc.SetConfig". */
  2: required string method,
  /** The arguments, in the encoding that the method defines. */
  3: optional binary body,
  /** Who asks, on whose behalf: the certificate's subject, "uid:0", or "node:" and its id. */
  4: optional string caller,
  /** The caller's role: admin, node, viewer, or "" for nobody known. */
  5: optional string callerRole,
  /** For how long the sender waits for the reply, milliseconds. */
  6: optional i32 timeoutMs,
  /** The call that this one follows from, as both nodes' logs have it; absent for none. */
  7: optional i64 correlation
}

/** The answer to a PeerRequest. */
struct PeerReply {
  /** The request's id. */
  1: required i64 id,
  /** False: errorCode, errorKind and message say why. */
  2: required bool ok,
  /** The result, in the encoding that the method defines. */
  3: optional binary body,
  /** A code in the manner of HTTP. */
  4: optional i32 errorCode,
  /** Which exception the caller is to see, for example "NodeNotFoundException". */
  5: optional string errorKind,
  /** A sentence for people. */
  6: optional string message
}

/** What a node tells its peer about itself, when it changes and every few intervals. */
struct NodeSnapshot {
  1: required string nodeId,
  /** Its own address, without a prefix length. */
  2: required string ip,
  3: required i32 thriftPort,
  /** NodeState of hamgm.thrift. */
  4: required i32 state,
  5: required i64 term,
  6: required bool holdsVip,
  7: optional double cpuUsage,
  8: optional double memoryUsage,
  9: optional bool isHealthy,
  10: optional string healthDetails,
  /** The version of HAMgm. */
  11: optional string version,
  12: optional i64 configVersion,
  /** Lower-case hexadecimal. */
  13: optional string configHash,
  /** When the service was started. */
  14: optional i64 startedAt,
  /** When this was taken. */
  15: optional i64 takenAt,
  16: optional string lastRuleId,
  /** VIPState of hamgm.thrift. */
  17: optional i32 vipState,
  18: optional string vipInterface,
  19: optional list<string> warnings,
  /** Why it is in this state, a sentence for people. */
  20: optional string reason,
  /** Election priority, with its health weights applied. */
  21: optional i32 priority,
  22: optional i64 leaseRemainingMs,
  23: optional i64 promiseRemainingMs,
  24: optional string witness,
  25: optional i64 witnessAgeMs,
  /** open, shut, off, unavailable. */
  26: optional string gate,
  27: optional i64 kernelLeaseRemainingMs,
  28: optional i64 dataVersion,
  29: optional bool frozen,
  /** Of the file system that data_dir lies on. */
  30: optional double diskUsage,
  /** Digest of the history of shared settings. */
  31: optional string configHistory
}

/** One change of a shared setting, as the PRIMARY committed it. */
struct ConfigChange {
  /** The setting, written with dots. */
  1: required string key,
  /** Its new value; not set: back to the default. */
  2: optional string value,
  /** The version of the shared configuration that this change makes. */
  3: required i64 version,
  /** The term of the PRIMARY that committed it. */
  4: required i64 term,
  /** Who changed it. */
  5: optional string changedBy,
  6: optional i64 changedAt,
  /** Hash of the shared configuration after the change, lower-case hexadecimal. */
  7: optional string hashAfter
}

/** Changes in order; with full, all shared settings, which replace what the receiver has. */
struct ConfigBatch {
  1: required list<ConfigChange> changes,
  2: optional bool full,
  /** Version and hash that the receiver has afterwards. */
  3: optional i64 version,
  4: optional string hash
}

/** What a node has, for the question whether the other one lags behind. */
struct ConfigDigest {
  1: required i64 version,
  2: required string hash,
  3: required i64 term
}
