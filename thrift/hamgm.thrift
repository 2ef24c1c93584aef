/*
 * HAMgm's management interface (specification 1, sections 2.1 and 3.1).
 *
 * ClusterManagementService and everything it uses has the names and the field ids of the
 * specification; a client that was built from the specification works unchanged. The
 * specification's service block declares no exceptions, but its section 3.1 lists them for each
 * method: they are declared here in that order. AuthenticationException (every changing call) and
 * ServiceUnavailableException (every call that may need the PRIMARY or the peer) follow them where
 * section 3.1 does not have them already.
 *
 * What is HAMgm's own lies in HamgmService, which extends the specification's service.
 *
 * Units: a time stamp is milliseconds since 1970-01-01T00:00:00Z by the clock of the node that
 * wrote it, and is for people only: no decision rests on it. A duration is named ...Ms and is
 * milliseconds, measured by a monotonic clock. cpuUsage and memoryUsage are percent, 0 to 100.
 *
 * Do not renumber a field and do not use a number again. New fields are optional and go at the end.
 */
namespace netstd HAMgm.Thrift
namespace go hamgm.thrift

// ---------------------------------------------------------------------------------------------
// Specification 1, section 2.1.2: data structures
// ---------------------------------------------------------------------------------------------

/** The role a node has. The numbers are the specification's and go over the wire. */
enum NodeState {
  /** Nothing is known of the node, or it has not been heard since this node started. */
  UNKNOWN = 0,
  /** The node is bidding for the VIP, and does not hold it yet. */
  CANDIDATE = 1,
  /** The node holds the VIP. */
  PRIMARY = 2,
  /** The node is ready to take the VIP over. */
  STANDBY = 3,
  /** An operator has taken the node out of service; it does not take the VIP. */
  MAINTENANCE = 4,
  /** The node cannot hold the VIP; the reason stands in its status. */
  FAILED = 5
}

/** What the virtual address is doing. */
enum VIPState {
  /** On no node. */
  UNBOUND = 0,
  /** Bound on boundNodeId. */
  BOUND = 1,
  /** Being bound on boundNodeId. */
  BINDING = 2,
  /** Being released by boundNodeId. */
  RELEASING = 3,
  /** Binding or releasing failed, or two nodes claim it. */
  ERROR = 4
}

/** What SyncData copies. */
enum SyncDataType {
  /** Configuration files. */
  CONFIG = 0,
  /** Certificates and keys. */
  CERTIFICATE = 1,
  /** Data files. */
  DATA = 2,
  /** All of them. */
  ALL = 3
}

/** One node, as the answering node knows it. */
struct NodeInfo {
  /** The node's id, 1 to 16 bytes of UTF-8. */
  1: required string nodeId,
  /** The node's own address, IPv4 or IPv6, without a prefix length. */
  2: required string ipAddress,
  /** The node's Thrift port, 1 to 65535. */
  3: required i32 port,
  /** The node's role. */
  4: required NodeState state,
  /** When the node was last heard (time stamp); for the answering node itself: now. */
  5: optional i64 lastHeartbeat,
  /** Processor use of the host in percent, 0 to 100. */
  6: optional double cpuUsage,
  /** Memory use of the host in percent, 0 to 100. */
  7: optional double memoryUsage,
  /** True when the node's health checks pass and it is heard. */
  8: optional bool isHealthy,
  /** The version of HAMgm that the node runs. */
  9: optional string version
}

/** The virtual address, as the answering node knows it. */
struct VIPInfo {
  /** The address, IPv4 or IPv6, without a prefix length. */
  1: required string vipAddress,
  /** What it is doing. */
  2: required VIPState state,
  /** The node it is on; not set when it is on none. */
  3: optional string boundNodeId,
  /** The network interface it is on, as its holder names it. */
  4: optional string networkInterface,
  /** When this was last observed (time stamp). */
  5: optional i64 lastUpdateTime
}

/** The cluster as a whole, as the answering node knows it. */
struct ClusterStatus {
  /** cluster.id of the configuration. */
  1: required string clusterId,
  /** The configured nodes, one or two, ordered by id. */
  2: required list<NodeInfo> nodes,
  /** The virtual address. */
  3: required VIPInfo vipInfo,
  /** The PRIMARY's id; "" when there is none. */
  4: required string primaryNodeId,
  /** When the answer was made (time stamp). */
  5: required i64 timestamp,
  /** cluster.auto_switch of the configuration. */
  6: optional bool autoSwitchEnabled,
  /** How many nodes are configured, 1 or 2. */
  7: optional i32 totalNodes,
  /** How many of them are healthy. */
  8: optional i32 healthyNodes,
  /** HAMgm's own: true when an operator has frozen role decisions. */
  9: optional bool frozen,
  /** HAMgm's own: what an operator should look at, a sentence each, the node's id before it. */
  10: optional list<string> warnings
}

/** The newest heartbeat in one direction between the nodes. */
struct HeartbeatInfo {
  /** The node that sent it. */
  1: required string sourceNodeId,
  /** The node that it was sent to. */
  2: required string targetNodeId,
  /** Its sequence number; specification 1, section 5.3. */
  3: required i64 sequenceNumber,
  /** When it was sent (time stamp of the sender). */
  4: required i64 timestamp,
  /** Its CRC-32, the bits of an unsigned number. */
  5: required i32 crc32Checksum,
  /** Its round trip in milliseconds; not set when it was not answered or not measured here. */
  6: optional double latency
}

/** What to copy, and where to. */
struct SyncRequest {
  /** What to copy. */
  1: required SyncDataType dataType,
  /** The node to copy to; not set: the other one. */
  2: optional string targetNodeId,
  /** True: copy also what looks unchanged, or is newer on the target. Default: false. */
  3: optional bool forceSync,
  /** Only these files; not set: all of that type. */
  4: optional list<string> specificFiles
}

/** What every answer carries. */
struct BaseResponse {
  /** False when the call did not do what it was asked for; message and errorCode say why. */
  1: required bool success,
  /** A sentence for people. */
  2: optional string message,
  /** 0 for success, else a code in the manner of HTTP: 400, 403, 404, 409, 500, 503, 504 (docs/errors.md). */
  3: optional i32 errorCode,
  /** When the answer was made (time stamp). */
  4: required i64 timestamp
}

struct ClusterStatusResponse {
  1: required BaseResponse base,
  2: optional ClusterStatus clusterStatus
}

struct NodeInfoResponse {
  1: required BaseResponse base,
  2: optional NodeInfo nodeInfo
}

struct NodesInfoResponse {
  1: required BaseResponse base,
  2: optional list<NodeInfo> nodes
}

struct VIPStatusResponse {
  1: required BaseResponse base,
  2: optional VIPInfo vipInfo
}

struct SwitchResponse {
  1: required BaseResponse base,
  /** The node that is PRIMARY now. */
  2: optional string newPrimaryNodeId,
  /** The node that was PRIMARY before. */
  3: optional string oldPrimaryNodeId,
  /** HAMgm's own: how long the hand-over took as the old PRIMARY measured it, from the request to the peer's word that it holds. */
  4: optional double durationMs,
  /** HAMgm's own: the term of the new PRIMARY. */
  5: optional i64 term
}

struct SyncResponse {
  1: required BaseResponse base,
  /** How many files were copied. */
  2: optional i32 syncedFiles,
  /** The files that could not be copied. */
  3: optional list<string> failedFiles
}

struct ConfigResponse {
  1: required BaseResponse base,
  /** The value as it stands in the configuration. */
  2: optional string configValue
}

struct AutoSwitchResponse {
  1: required BaseResponse base,
  /** True when HAMgm moves the VIP without being asked. */
  2: optional bool enabled
}

struct HealthResponse {
  1: required BaseResponse base,
  /** True when all health checks of the node pass. */
  2: optional bool isHealthy,
  /** What was checked and what it gave, for people. */
  3: optional string healthDetails
}

struct NodeOperationResponse {
  1: required BaseResponse base,
  /** Identifies the operation in the events and in the log. */
  2: optional string operationId
}

// ---------------------------------------------------------------------------------------------
// Specification 1, section 2.1.3: exceptions
// ---------------------------------------------------------------------------------------------

/** The cluster's state does not permit the call, or it failed. */
exception ClusterException {
  /** A code in the manner of HTTP: 400, 403, 404, 409, 500, 503, 504 (docs/errors.md). */
  1: required i32 errorCode,
  2: required string message,
  3: optional string details
}

/** There is no node of that id. */
exception NodeNotFoundException {
  1: required string nodeId,
  2: required string message
}

/** The virtual address could not be bound, released or asked for. */
exception VIPOperationException {
  1: required string vipAddress,
  /** switch or status. */
  2: required string operation,
  3: required string message,
  /** HAMgm's own: the code, as in ClusterException. */
  4: optional i32 errorCode
}

/** There is no such setting, or the value does not suit it. */
exception ConfigurationException {
  1: required string configKey,
  2: required string message,
  /** HAMgm's own: 404 for an unknown setting, 400 for a refused value, else as in ClusterException. */
  3: optional i32 errorCode
}

/** Copying failed. */
exception SyncException {
  1: required SyncDataType dataType,
  2: required string message,
  3: optional list<string> failedItems,
  /** HAMgm's own: the code, as in ClusterException. */
  4: optional i32 errorCode
}

/** The caller may not do that. */
exception AuthenticationException {
  1: required string message
}

/** A part that the call needs (the PRIMARY, the peer, a plugin) cannot be reached. */
exception ServiceUnavailableException {
  /** What is missing: PRIMARY, the node's id, or the plugin's. */
  1: required string serviceName,
  2: required string message,
  /** HAMgm's own: 503 when nothing was done, 504 when it was asked and what became of it is unknown. */
  3: optional i32 errorCode
}

// ---------------------------------------------------------------------------------------------
// Specification 1, section 2.1.1: the service
// ---------------------------------------------------------------------------------------------

/** The specification's service. Any node answers any call; changing calls are forwarded to the PRIMARY. */
service ClusterManagementService {
  /** The state of the whole cluster. */
  ClusterStatusResponse GetClusterStatus()
      throws (1: ServiceUnavailableException serviceUnavailable, 2: ClusterException cluster),

  /** One node. */
  NodeInfoResponse GetNodeInfo(1: string nodeId)
      throws (1: NodeNotFoundException nodeNotFound, 2: ClusterException cluster,
              3: ServiceUnavailableException serviceUnavailable),

  /** All nodes, ordered by id. */
  NodesInfoResponse GetAllNodes()
      throws (1: ClusterException cluster, 2: ServiceUnavailableException serviceUnavailable),

  /** The virtual address. */
  VIPStatusResponse GetVIPStatus()
      throws (1: VIPOperationException vipOperation, 2: ServiceUnavailableException serviceUnavailable),

  /** Moves the VIP to the other node, if that one is fit; returns when it is there. */
  SwitchResponse ForceSwitch()
      throws (1: ClusterException cluster, 2: VIPOperationException vipOperation,
              3: AuthenticationException authentication, 4: ServiceUnavailableException serviceUnavailable),

  /** Copies files to the other node. */
  SyncResponse SyncData(1: SyncRequest request)
      throws (1: SyncException sync, 2: NodeNotFoundException nodeNotFound,
              3: AuthenticationException authentication, 4: ServiceUnavailableException serviceUnavailable),

  /** A setting's value; the key is written with dots (cluster.heartbeat_interval). */
  ConfigResponse GetConfig(1: string configKey)
      throws (1: ConfigurationException configuration),

  /** Changes a setting. A shared one is on the peer as well when this returns, if the peer is reachable. */
  ConfigResponse SetConfig(1: string configKey, 2: string configValue)
      throws (1: ConfigurationException configuration, 2: AuthenticationException authentication,
              3: ServiceUnavailableException serviceUnavailable),

  /** Whether HAMgm moves the VIP without being asked. */
  AutoSwitchResponse GetAutoSwitchStatus()
      throws (1: ConfigurationException configuration),

  /** Changes that, on both nodes. */
  AutoSwitchResponse SetAutoSwitch(1: bool enabled)
      throws (1: ConfigurationException configuration, 2: AuthenticationException authentication,
              3: ServiceUnavailableException serviceUnavailable),

  /** Runs or reads the health checks of a node. */
  HealthResponse CheckNodeHealth(1: string nodeId)
      throws (1: NodeNotFoundException nodeNotFound, 2: ServiceUnavailableException serviceUnavailable),

  /** Adds the second node; a third is refused (409). */
  NodeOperationResponse AddNode(1: NodeInfo nodeInfo)
      throws (1: ClusterException cluster, 2: AuthenticationException authentication,
              3: ServiceUnavailableException serviceUnavailable),

  /** Removes the node that is not PRIMARY; it must be reachable (see RemoveNodeForced). */
  NodeOperationResponse RemoveNode(1: string nodeId)
      throws (1: NodeNotFoundException nodeNotFound, 2: ClusterException cluster,
              3: AuthenticationException authentication, 4: ServiceUnavailableException serviceUnavailable)
}

// ---------------------------------------------------------------------------------------------
// HAMgm's own
// ---------------------------------------------------------------------------------------------

/** One path between the two nodes (peer.links of the configuration). */
struct LinkStatus {
  /** This node's address on it. */
  1: required string localAddress,
  /** The peer's address on it. */
  2: required string remoteAddress,
  /** True when both connections of it stand. */
  3: required bool connected,
  /** Milliseconds since the peer was last heard on it; not set: never. */
  4: optional i64 lastHeardAgeMs,
  /** Median round trip of the last 128 heartbeats, milliseconds. */
  5: optional double latencyMs,
  /** Largest round trip of the last 128 heartbeats, milliseconds. */
  6: optional double maxLatencyMs,
  /** Share of the last 128 heartbeats that was not answered, 0 to 1. */
  7: optional double loss,
  /** Heartbeats sent on it since the start. */
  8: optional i64 sent,
  /** Heartbeats received on it since the start. */
  9: optional i64 received,
  /** Frames and datagrams that were refused (magic, CRC, MAC, source, ...) since the start; set where there is one link. */
  10: optional i64 refused
}

/** What a node knows of itself beyond NodeInfo. */
struct NodeStatus {
  1: required string nodeId,
  /** The node's role. */
  2: required NodeState role,
  /** The newest term that the node knows, its own or its peer's. */
  3: required i64 term,
  /** True when the VIP is bound on the node. */
  4: required bool holdsVip,
  /** For how long it may hold the VIP yet, milliseconds; not set: no lease. */
  5: optional i64 leaseRemainingMs,
  /** For how long it has promised the peer not to take over, milliseconds; not set: no promise. */
  6: optional i64 promiseRemainingMs,
  /** The witness: none, gateway, etcd. */
  7: optional string witness,
  /** Age of the newest evidence from it, milliseconds; not set: none yet. */
  8: optional i64 witnessAgeMs,
  /** The packet gate: open, shut, off, unavailable. */
  9: optional string gate,
  /** For how long the kernel keeps the address at most, milliseconds; not set: not bound, or no finite lifetime. */
  10: optional i64 kernelLeaseRemainingMs,
  /** Version of the shared configuration. */
  11: optional i64 configVersion,
  /** Its hash, lower-case hexadecimal. */
  12: optional string configHash,
  /** The rule of the decision table that made the last transition. */
  13: optional string lastRuleId,
  /** Why the node is in this state, a sentence for people. */
  14: optional string reason,
  /** How old this knowledge is, milliseconds; 0 for the answering node itself. */
  15: optional i64 dataAgeMs,
  /** What an operator should look at, a sentence each. */
  16: optional list<string> warnings,
  /** The paths to the peer. */
  17: optional list<LinkStatus> links,
  /** When the service was started (time stamp). */
  18: optional i64 startedAt,
  /** The version of HAMgm that the node runs. */
  19: optional string version,
  /** The network interface that the VIP is or would be on. */
  20: optional string networkInterface,
  /** The node's election priority, with its health weights applied. */
  21: optional i32 priority,
  /** True when an operator has frozen role decisions. */
  22: optional bool frozen,
  /** True when an operator has put the node into maintenance. */
  23: optional bool maintenance,
  /** The newest term of the node's own: the one it holds or held the VIP in. */
  24: optional i64 ownTerm,
  /** Why the node could not be PRIMARY now; "" when it could. */
  25: optional string notEligibleBecause,
  /** Largest lateness of its decision loop in the last minute, milliseconds. */
  26: optional double loopJitterMs,
  /** How the peer's datagrams are authenticated: hmac-secret, hmac-session, address-only. */
  27: optional string peerAuthentication,
  /** Why nothing moves by itself (frozen, auto_switch off, damped); "" when it may. */
  28: optional string frozenBecause
}

struct NodeStatusResponse {
  1: required BaseResponse base,
  2: optional NodeStatus status
}

/** The heartbeats between the nodes, as the answering node sees them. */
struct HeartbeatInfoResponse {
  1: required BaseResponse base,
  /** The newest heartbeat in each direction, this node's first; empty before the first, without the peer's while it cannot be asked. */
  2: optional list<HeartbeatInfo> heartbeats,
  /** Share of this node's last heartbeats that was not answered, 0 to 1. */
  3: optional double loss,
  /** The paths to the peer. */
  4: optional list<LinkStatus> links
}

/** Something that happened in the cluster. */
struct Event {
  /** The event's number on the answering node, increasing by one. */
  1: required i64 id,
  /** When it happened (time stamp). */
  2: required i64 timestamp,
  /** What it is: role, peer, vip, config, alert, plugin, audit, and words that later versions add. */
  3: required string kind,
  /** The node that it happened on. */
  4: required string nodeId,
  /** A sentence for people. */
  5: required string message,
  /** The rule of the decision table behind it, if there is one. */
  6: optional string ruleId,
  /** The term it happened in. */
  7: optional i64 term
}

struct EventsResponse {
  1: required BaseResponse base,
  /** The events after the cursor, oldest first, at most 1000; empty when none came in time. */
  2: optional list<Event> events,
  /** The cursor for the next call. */
  3: optional i64 nextCursor,
  /** True when events between the cursor and the first one here are no longer kept. */
  4: optional bool gap
}

/** One transition of a node's decision core. */
struct Decision {
  /** When (time stamp). */
  1: required i64 timestamp,
  /** The role before. */
  2: required NodeState fromState,
  /** The role after it; the same when only the phase within it changed. */
  3: required NodeState toState,
  /** The rule of the decision table. */
  4: required string ruleId,
  /** The rule's reason, a sentence for people. */
  5: required string reason,
  /** The node's term after it. */
  6: required i64 term,
  /** What the node knew then, for people, the most telling first. */
  7: optional list<string> inputs,
  /** The changing call that it follows from, as the audit log and the log have it; absent when it follows from none. */
  8: optional string correlation
}

struct DecisionsResponse {
  1: required BaseResponse base,
  /** The node they are of, as GetNodeStatus shows it at the same moment. */
  2: optional NodeStatus status,
  /** The newest ones, oldest first. */
  3: optional list<Decision> decisions
}

/** How much a finding of GetReadiness matters. */
enum ReadinessLevel {
  /** Nobody would take over. */
  BLOCKS = 0,
  /** Somebody would, but later, or with less certainty than configured. */
  DEGRADES = 1,
  /** Worth knowing. */
  NOTE = 2
}

/** Something that GetReadiness found. */
struct ReadinessItem {
  /** What, a stable word: no-primary, peer-unreachable, config-behind, ... (docs/cli.md). */
  1: required string code,
  2: required ReadinessLevel level,
  /** The node it is about; "" for the pair. */
  3: required string nodeId,
  /** A sentence for people. */
  4: required string message
}

/** How long the VIP would be away after one kind of fault. */
struct OutageEstimate {
  /** The fault, a stable word: switch, service-killed, service-frozen, host-lost, node-frozen. */
  1: required string fault,
  /** What to expect, milliseconds; not set: nobody would take over. */
  2: optional i64 expectedMs,
  /** The bound, milliseconds; not set: there is none. */
  3: optional i64 worstMs
}

/** What would happen if the PRIMARY died now. */
struct Readiness {
  /** True when the other node would take over. */
  1: required bool ready,
  /** "" when there is none. */
  2: required string primaryNodeId,
  /** The node that would take over; "" when there is none. */
  3: required string standbyNodeId,
  4: required list<OutageEstimate> outages,
  /** What blocks, delays or weakens a take-over; the worst first. */
  5: required list<ReadinessItem> items,
  /** Age of the peer's last word, milliseconds; not set: never heard. */
  6: optional i64 heartbeatAgeMs,
  /** Median round trip of the best link, milliseconds. */
  7: optional double latencyMs,
  /** Share of the last heartbeats that was not answered, 0 to 1. */
  8: optional double loss,
  /** By how many versions the STANDBY's shared configuration is behind the PRIMARY's. */
  9: optional i64 configLag
}

struct ReadinessResponse {
  1: required BaseResponse base,
  2: optional Readiness readiness
}

// Alerts (specification 1, section 5.2) ---------------------------------------------------------

/** How bad an alert is. */
enum AlertSeverity {
  INFO = 0,
  LOW = 1,
  MEDIUM = 2,
  HIGH = 3,
  CRITICAL = 4
}

/** One notice of an alert over one channel. */
struct AlertDelivery {
  /** The same in every attempt, from either node: a receiver drops doubles by it. */
  1: required string deliveryId,
  /** A channel's name, or a mail address. */
  2: required string channel,
  /** raised, worse, escalated, resolved. */
  3: required string kind,
  /** pending, sent, failed, retrying. */
  4: required string status,
  5: required i32 attempts,
  /** The server's own words to the last attempt. */
  6: optional string answer,
  /** When it was tried last (time stamp). */
  7: optional i64 lastAttemptTime,
  /** The node that tried last. */
  8: optional string triedBy
}

/** An alert that is kept. */
struct Alert {
  1: required string alertId,
  /** node_down, heartbeat_timeout, vip_switch, ...; the operator's guide lists them. */
  2: required string alertType,
  3: required AlertSeverity severity,
  /** active, resolved, suppressed, acknowledged. */
  4: required string status,
  5: required string title,
  6: required string message,
  /** The node that raised it, and its plugin. */
  7: required string sourceNodeId,
  8: required string sourceModule,
  9: required i64 createTime,
  10: required i64 updateTime,
  11: optional i64 resolveTime,
  /** How often it was raised. */
  12: required i32 occurrences,
  /** pending, sent, failed, retrying, none. */
  13: required string notificationStatus,
  14: required i32 notificationAttempts,
  15: optional i64 lastNotificationTime,
  /** When it is forgotten; not set: not before somebody acknowledges it. */
  16: optional i64 expiryTime,
  17: optional string acknowledgedBy,
  18: optional i64 acknowledgeTime,
  19: optional string acknowledgeComment,
  /** What keeps it from being sent. */
  20: optional string suppressedBy,
  21: optional map<string, string> details,
  22: optional list<AlertDelivery> deliveries
}

/** Alerts that are kept and not sent for a while. */
struct AlertSilence {
  /** "" in a request. */
  1: required string silenceId,
  /** Alerts of this type, a * at its end for any rest; not set: of all types. */
  2: optional string alertType,
  /** Alerts of this node; not set: of both. */
  3: optional string nodeId,
  /** Worse ones are sent all the same. */
  4: required AlertSeverity mostSeverity,
  5: optional i64 fromTime,
  6: optional i64 untilTime,
  /** In a request: how long. */
  7: optional i64 durationMs,
  8: optional string createdBy,
  9: optional string comment
}

/** Which alerts are wanted; not set: all. */
struct AlertFilter {
  1: optional AlertSeverity leastSeverity,
  2: optional string alertType,
  3: optional string nodeId,
  /** True: also what is over and not yet forgotten. */
  4: optional bool includeResolved
}

struct AlertsResponse {
  1: required BaseResponse base,
  /** The worst first. */
  2: optional list<Alert> alerts,
  /** Those in force. */
  3: optional list<AlertSilence> silences
}

struct AlertResponse {
  1: required BaseResponse base,
  2: optional Alert alert
}

struct AlertSilenceResponse {
  1: required BaseResponse base,
  2: optional AlertSilence silence
}

/** What became of a test alert on one channel. */
struct AlertTestResult {
  1: required string channel,
  2: required bool delivered,
  /** The server's own words, or why there are none. */
  3: required string answer,
  4: required double durationMs
}

struct AlertTestResponse {
  1: required BaseResponse base,
  /** The node that sent them. */
  2: optional string nodeId,
  3: optional list<AlertTestResult> results
}

/** One line of what was raised. */
struct AlertHistoryEntry {
  1: required string alertId,
  2: required string alertType,
  3: required AlertSeverity severity,
  4: required string title,
  5: required string status,
  6: required string sourceNodeId,
  7: required i64 createTime,
  8: optional i64 resolveTime,
  9: required i32 occurrences,
  10: required string notificationStatus,
  11: optional string acknowledgedBy
}

struct AlertHistoryResponse {
  1: required BaseResponse base,
  /** The newest first. */
  2: optional list<AlertHistoryEntry> entries
}

// Plugins -------------------------------------------------------------------------------------

/** A plugin of one node. */
struct PluginInfo {
  1: required string id,
  /** The plugin's own version. */
  2: required string version,
  /** module, component, executable, script. */
  3: required string kind,
  /** Discovered, Loaded, Initialized, Running, Stopped, Unloaded, Disabled, NotSupported, Faulted. */
  4: required string state,
  /** Why it is in this state, or what was wanted of it and refused; "" in the ordinary course. */
  5: required string reason,
  /** Whether it shall run (plugins.json). */
  6: required bool enabled,
  /** True when the node cannot serve without it. */
  7: required bool critical,
  /** Size of the assemblies in its context, bytes; of a script the resident memory of its worker. */
  8: optional i64 memoryBytes,
  /** How often the supervisor has restarted it. */
  9: optional i32 restarts,
  /** Earlier contexts of it that could not be unloaded. */
  10: optional i32 notUnloaded,
  /** How long it has been running, milliseconds; not set: it does not run. */
  11: optional i64 runningForMs,
  12: optional string description,
  /** Its folder on the node. */
  13: optional string folder,
  /** The versions of Contracts that it works with, e.g. [0.1,0.2). */
  14: optional string contracts,
  /** What it imports from other plugins; an optional one ends with a question mark. */
  15: optional list<string> requires,
  /** What it exports for other plugins. */
  16: optional list<string> provides
}

struct PluginsResponse {
  1: required BaseResponse base,
  /** The node that they are of. */
  2: optional string nodeId,
  3: optional list<PluginInfo> plugins
}

struct PluginResponse {
  1: required BaseResponse base,
  /** The node that it is of. */
  2: optional string nodeId,
  3: optional PluginInfo plugin
}

struct PluginLogResponse {
  1: required BaseResponse base,
  /** The lines as they stand in the log, oldest first. */
  2: optional list<string> lines,
  /** The cursor for the next call. */
  3: optional string nextCursor,
  /** True when lines between the cursor and the first one here are no longer kept, or were too many. */
  4: optional bool gap
}

/* ---- The log ---- */

/** The least level of one module's lines. */
struct LogLevelInfo {
  /** A plugin's id, what ids begin with up to a dot, or "default". */
  1: required string moduleName,
  /** debug, info, warn, error, fatal. */
  2: required string level,
  /** True: set at run time, until the next start or until log.level or log.levels is changed. */
  3: required bool temporary
}

/** One of the places where lines go. */
struct LogTargetInfo {
  /** file, console, journald, syslog. */
  1: required string name,
  2: required string destination,
  3: required bool working,
  /** Lines lost since the start. */
  4: required i64 dropped,
  5: optional string lastError
}

struct LogStatusResponse {
  1: required BaseResponse base,
  2: optional string nodeId,
  3: optional list<LogLevelInfo> levels,
  4: optional list<LogTargetInfo> targets
}

// Block "health" ------------------------------------------------------------------------

/** Where a health check stands. */
enum CheckState {
  /** It has not run yet; it counts as passed. */
  PENDING = 0,
  PASSING = 1,
  /** It passes, and somebody should look at it: half its weight is taken from the priority. */
  DEGRADED = 2,
  FAILING = 3,
  /** A check that it depends on fails: it is not run and does not count. */
  BLOCKED = 4,
  /** It does not run in this node's state: it does not count. */
  INACTIVE = 5
}

/** One health check of a node. */
struct HealthCheck {
  1: required string id,
  /** cpu, memory, disk, disk_latency, interface, gateway, tcp, http, unit, process, script, and words that later versions add. */
  2: required string type,
  3: required CheckState state,
  /** What its last run said; not set: it has not run. */
  4: optional string message,
  /** Figures of its last run; the unit is in the name. */
  5: optional map<string, double> metrics,
  /** What its failure takes from the priority; 0: it makes the node unhealthy. */
  6: optional i32 weight,
  7: optional list<string> dependsOn,
  /** Since when it is in this state (time stamp). */
  8: optional i64 since,
  /** When its last run ended (time stamp); not set: it has not run. */
  9: optional i64 lastRun,
  /** How long that took, milliseconds. */
  10: optional double lastRunMs,
  11: optional i64 runs,
  12: optional i64 failures,
  /** For how long a run has been going on beyond its deadline, milliseconds; not set: none is. */
  13: optional i64 hungForMs
}

struct HealthChecksResponse {
  1: required BaseResponse base,
  2: optional bool isHealthy,
  /** What the checks take from the node's priority. */
  3: optional i32 priorityTaken,
  4: optional string healthDetails,
  /** In the order of the configuration, then scripts by id. */
  5: optional list<HealthCheck> checks
}

/* Block "config": the history of the settings. */

/** A setting with two values; "" for none, secrets hidden. */
struct ConfigDifference {
  1: required string key,
  /** The older one, or this node's. */
  2: required string oldValue,
  /** The newer one, or the peer's. */
  3: required string newValue
}

/** One version in the history of the settings. */
struct ConfigVersion {
  1: required i64 version,
  /** Term of the PRIMARY that committed it; 0 for a node's own settings. */
  2: required i64 term,
  /** The node that committed it. */
  3: required string nodeId,
  /** When (time stamp). */
  4: required i64 timestamp,
  /** Who; "file" for an edit of the configuration file. */
  5: required string changedBy,
  /** Where the caller came from. */
  6: optional string source,
  7: required list<ConfigDifference> changes,
  /** True when it was acknowledged, and is not in force since a PRIMARY of a later term has not had it. */
  8: required bool superseded,
  /** What it is beside a plain set: a roll-back, an edit of the file. */
  9: optional string note
}

struct ConfigHistoryResponse {
  1: required BaseResponse base,
  /** Newest first. */
  2: optional list<ConfigVersion> versions,
  /** The version in force. */
  3: optional i64 currentVersion
}

struct ConfigDiffResponse {
  1: required BaseResponse base,
  /** Empty when there is no difference. */
  2: optional list<ConfigDifference> differences,
  /** What oldValue is of: a version, or a node's id. */
  3: optional string oldName,
  /** What newValue is of. */
  4: optional string newName
}

// Synchronising (spec/3).

/** One set of files, as it stands on one node. */
struct SyncSetStatus {
  1: required string name,
  2: required SyncDataType dataType,
  /** idle, comparing, copying, checking or placing. */
  3: required string phase,
  /** Files that the run has to bring over; of the last one when none runs. */
  4: required i32 totalFiles,
  5: required i32 doneFiles,
  /** SHA-256 over the set as it was last known. */
  6: optional string checksum,
  /** Files that changed on both nodes, and wait for a decision. */
  7: optional list<string> conflicts,
  /** When it was last in step, Unix time in milliseconds. */
  8: optional i64 lastSyncTime,
  9: optional string lastError
}

/** rsync on one node (spec/3, rsync_status_record). */
struct RsyncStatus {
  1: required string nodeId,
  2: required string nodeIp,
  /** MASTER or BACKUP. */
  3: required string nodeType,
  /** RUNNING, STOPPED or UNKNOWN. */
  4: required string serviceStatus,
  5: required bool paused,
  6: required bool pausedByUpgrade,
  /** UPGRADE, MANUAL, or both with a comma. */
  7: optional string pausedReason,
  /** Times are Unix times in milliseconds. */
  8: optional i64 lastSyncTime,
  9: optional i64 intervalMs,
  10: optional i64 pauseTime,
  11: optional i64 resumeTime,
  12: required i64 checkTime,
  13: optional list<SyncSetStatus> sets,
  /** What keeps it from running. */
  14: optional string problem
}

struct RsyncStatusResponse {
  1: required BaseResponse base,
  2: optional list<RsyncStatus> nodes
}

/** One file of a run. */
struct SyncedFile {
  1: required string path,
  /** created, updated, deleted, attributes, conflict or failed. */
  2: required string action,
  3: required i64 bytes,
  /** Why it failed, or where the copy of what was overwritten lies. */
  4: optional string error
}

/** One run (spec/3, config_sync_record). */
struct SyncRecord {
  /** The same on both nodes. */
  1: required string recordId,
  2: required string name,
  3: required SyncDataType dataType,
  4: required string fromNodeIp,
  5: required string toNodeIp,
  /** Unix time in milliseconds. */
  6: required i64 syncTime,
  7: required i64 durationMs,
  /** The part of it that rsync took. */
  8: optional i64 rsyncDurationMs,
  /** SUCCESS, FAILED, PARTIAL or TIMEOUT. */
  9: required string status,
  10: required i32 filesSynced,
  11: required i32 filesFailed,
  /** SHA-256 over the set on the PRIMARY, and over the same files on the STANDBY afterwards. */
  12: required string checksumBefore,
  13: required string checksumAfter,
  14: optional string errorMessage,
  15: optional list<SyncedFile> files,
  /** schedule, change, order, role or resume. */
  16: optional string trigger,
  17: optional string upgradeId
}

struct SyncHistoryResponse {
  1: required BaseResponse base,
  2: optional list<SyncRecord> records
}

/** A set's checksums on both nodes, computed now. */
struct SyncComparison {
  1: required string name,
  2: required bool equal,
  3: required string primaryChecksum,
  4: required string standbyChecksum,
  5: optional list<string> differentFiles
}

struct SyncComparisonResponse {
  1: required BaseResponse base,
  2: optional list<SyncComparison> comparisons
}

// Upgrades of the pair (spec/3) -------------------------------------------------------------------

/** One step of an upgrade (upgrade_progress). */
struct UpgradeStep {
  /** From 1 up. */
  1: required i32 number,
  /** pause-rsync, back-up-configuration, install, check-health, hand-over, ... */
  2: required string name,
  /** The node it is about; "" for both. */
  3: required string nodeId,
  /** RUNNING, SUCCESS, FAILED or SKIPPED. */
  4: required string status,
  /** Times are Unix times in milliseconds. */
  5: required i64 startTime,
  6: optional i64 endTime,
  /** What was done, or why not. */
  7: optional string detail
}

/** One upgrade (upgrade_history). */
struct UpgradeInfo {
  /** The same on both nodes. */
  1: required string upgradeId,
  /** RUNNING, SUCCESS, PARTIAL, FAILED, ROLLED_BACK or MANUAL. */
  2: required string status,
  /** What it is at. */
  3: required string phase,
  /** MANUAL (an operator upgrades the nodes) or ROLLING (through the hook). */
  4: required string mode,
  5: required string fromVersion,
  6: required string toVersion,
  7: optional string packagePath,
  /** The node that coordinates. */
  8: required string ownerNodeId,
  9: required string startedBy,
  10: required i64 startTime,
  11: optional i64 endTime,
  /** What is the matter, while it waits for an operator. */
  12: optional string problem,
  13: required list<UpgradeStep> steps
}

struct UpgradeResponse {
  1: required BaseResponse base,
  /** Not set: there was no upgrade. */
  2: optional UpgradeInfo upgrade,
  /** How it stands, in a sentence or two. */
  3: optional string explanation,
  /** The one command that goes on or mends it; not set: none is needed. */
  4: optional string nextCommand,
  /** Whether settings are refused now. */
  5: optional bool configurationLocked
}

struct UpgradeHistoryResponse {
  1: required BaseResponse base,
  2: optional list<UpgradeInfo> upgrades
}

/** The specification's service and what HAMgm adds to it. */
service HamgmService extends ClusterManagementService {
  /**
   * Moves the VIP to the other node. With force, also when that one is unhealthy or behind in its
   * configuration; never when it could make two holders, into maintenance, or while frozen.
   */
  SwitchResponse Switch(1: bool force)
      throws (1: ClusterException cluster, 2: VIPOperationException vipOperation,
              3: AuthenticationException authentication, 4: ServiceUnavailableException serviceUnavailable),

  /** Removes a node that cannot be reached, provided that nothing answers for the VIP but its holder. */
  NodeOperationResponse RemoveNodeForced(1: string nodeId)
      throws (1: NodeNotFoundException nodeNotFound, 2: ClusterException cluster,
              3: AuthenticationException authentication, 4: ServiceUnavailableException serviceUnavailable),

  /** What the specification's structures have no room for; "" is the answering node itself. */
  NodeStatusResponse GetNodeStatus(1: string nodeId)
      throws (1: NodeNotFoundException nodeNotFound, 2: ClusterException cluster,
              3: ServiceUnavailableException serviceUnavailable),

  /** Latency and loss between the nodes. */
  HeartbeatInfoResponse GetHeartbeatInfo()
      throws (1: ClusterException cluster, 2: ServiceUnavailableException serviceUnavailable),

  /**
   * The events after cursor: 0 is from the oldest kept one on, -1 from now on. When there are
   * none, waits for the first for up to maxWaitMs milliseconds (0: not at all; at most 30000).
   */
  EventsResponse GetEvents(1: i64 cursor, 2: i32 maxWaitMs)
      throws (1: ClusterException cluster, 2: ServiceUnavailableException serviceUnavailable),

  /** The newest decisions of a node, at most limit (1 to 100), and its status; "" is the answering node itself. */
  DecisionsResponse GetDecisions(1: string nodeId, 2: i32 limit)
      throws (1: NodeNotFoundException nodeNotFound, 2: ClusterException cluster,
              3: ServiceUnavailableException serviceUnavailable),

  /** Whether, and how fast, the other node would take over if the PRIMARY died now. Changes nothing. */
  ReadinessResponse GetReadiness()
      throws (1: ClusterException cluster, 2: ServiceUnavailableException serviceUnavailable),

  /**
   * Takes a node out of service (a PRIMARY hands over first), or back into it. With force a PRIMARY
   * without a fit peer releases the VIP all the same, and nobody has it.
   */
  NodeOperationResponse SetMaintenance(1: string nodeId, 2: bool on, 3: bool force)
      throws (1: NodeNotFoundException nodeNotFound, 2: ClusterException cluster,
              3: AuthenticationException authentication, 4: ServiceUnavailableException serviceUnavailable),

  /** Stops role decisions on both nodes, or lets them go on. With force, also when one of them cannot be asked. */
  NodeOperationResponse SetFrozen(1: bool frozen, 2: bool force)
      throws (1: ClusterException cluster, 2: AuthenticationException authentication,
              3: ServiceUnavailableException serviceUnavailable),

  // alerts ------------------------------------------------------------------------------------

  /** Both nodes' alerts, and the silences in force. */
  AlertsResponse GetAlerts(1: AlertFilter filter)
      throws (1: ClusterException cluster, 2: ServiceUnavailableException serviceUnavailable),

  /** What was raised since a moment (time stamp; 0: everything that is kept), at most limit (1 to 1000); nodeId "": by both nodes. */
  AlertHistoryResponse GetAlertHistory(1: string nodeId, 2: i64 since, 3: i32 limit)
      throws (1: ClusterException cluster, 2: ServiceUnavailableException serviceUnavailable),

  /** Notes that somebody knows of an alert: it escalates no more, and a critical one can be forgotten in time. */
  AlertResponse AcknowledgeAlert(1: string alertId, 2: string comment)
      throws (1: ClusterException cluster, 2: AuthenticationException authentication,
              3: ServiceUnavailableException serviceUnavailable),

  /** Sends a test alert from the answering node ("": to all channels), and waits for the servers' words. */
  AlertTestResponse TestAlert(1: string channel)
      throws (1: ClusterException cluster, 2: AuthenticationException authentication,
              3: ServiceUnavailableException serviceUnavailable),

  /** Keeps alerts from being sent for durationMs. */
  AlertSilenceResponse SilenceAlerts(1: AlertSilence silence)
      throws (1: ClusterException cluster, 2: AuthenticationException authentication,
              3: ServiceUnavailableException serviceUnavailable),

  /** Ends a silence: what it held back and is still there is sent. */
  AlertSilenceResponse EndSilence(1: string silenceId)
      throws (1: ClusterException cluster, 2: AuthenticationException authentication,
              3: ServiceUnavailableException serviceUnavailable),

  // Plugins. What runs is each node's own affair: a call names the node ("" is the answering one).

  /** All plugins that a node knows, by id. */
  PluginsResponse GetPlugins(1: string nodeId)
      throws (1: NodeNotFoundException nodeNotFound, 2: ClusterException cluster,
              3: ServiceUnavailableException serviceUnavailable),

  /** One plugin of a node. */
  PluginResponse GetPlugin(1: string nodeId, 2: string pluginId)
      throws (1: NodeNotFoundException nodeNotFound, 2: ClusterException cluster,
              3: ServiceUnavailableException serviceUnavailable),

  /** Writes into the node's plugins.json whether a plugin runs, and starts or stops it. */
  PluginResponse SetPluginEnabled(1: string nodeId, 2: string pluginId, 3: bool enabled)
      throws (1: NodeNotFoundException nodeNotFound, 2: ClusterException cluster,
              3: AuthenticationException authentication, 4: ServiceUnavailableException serviceUnavailable),

  /** Exchanges a plugin for what lies in its folder now; those that depend on it are stopped before and started after. */
  PluginResponse ReloadPlugin(1: string nodeId, 2: string pluginId)
      throws (1: NodeNotFoundException nodeNotFound, 2: ClusterException cluster,
              3: AuthenticationException authentication, 4: ServiceUnavailableException serviceUnavailable),

  /** A plugin's lines of the node's log: the last ones (cursor ""), or those after a cursor; at most limit (1 to 1000). */
  PluginLogResponse GetPluginLog(1: string nodeId, 2: string pluginId, 3: string cursor, 4: i32 limit)
      throws (1: NodeNotFoundException nodeNotFound, 2: ClusterException cluster,
              3: ServiceUnavailableException serviceUnavailable),

  /* ---- The log ---- */

  /** Levels and targets of a node's log; "" is the answering node itself. */
  LogStatusResponse GetLogStatus(1: string nodeId)
      throws (1: NodeNotFoundException nodeNotFound, 2: ClusterException cluster,
              3: ServiceUnavailableException serviceUnavailable),

  /** Sets a module's level on a node until its next start; the level "configured" takes it back. */
  LogStatusResponse SetLogLevel(1: string nodeId, 2: string moduleName, 3: string level)
      throws (1: NodeNotFoundException nodeNotFound, 2: ConfigurationException configuration,
              3: AuthenticationException authentication, 4: ServiceUnavailableException serviceUnavailable),

  /** Begins a new log file on a node. */
  LogStatusResponse RotateLog(1: string nodeId)
      throws (1: NodeNotFoundException nodeNotFound, 2: ClusterException cluster,
              3: AuthenticationException authentication, 4: ServiceUnavailableException serviceUnavailable),

  /** The health checks of a node as their last runs left them; "" is the answering node itself. */
  HealthChecksResponse GetHealthChecks(1: string nodeId)
      throws (1: NodeNotFoundException nodeNotFound, 2: ServiceUnavailableException serviceUnavailable),

  /* Block "config". */

  /** The newest versions of the shared settings (of this node's own with nodeLocal) that changed configKey or what is below it; "" for all. At most limit, 1 to 1000. */
  ConfigHistoryResponse GetConfigHistory(1: string configKey, 2: i32 limit, 3: bool nodeLocal)
      throws (1: ConfigurationException configuration, 2: ServiceUnavailableException serviceUnavailable),

  /** What two versions of the shared settings differ in; toVersion -1 is the one in force. */
  ConfigDiffResponse DiffConfig(1: i64 fromVersion, 2: i64 toVersion)
      throws (1: ConfigurationException configuration, 2: ServiceUnavailableException serviceUnavailable),

  /** What the shared settings of the two nodes differ in. */
  ConfigDiffResponse DiffConfigWithPeer()
      throws (1: ConfigurationException configuration, 2: ServiceUnavailableException serviceUnavailable),

  /** Sets the shared settings to what they were at a version; that makes a new version. Role admin. */
  ConfigHistoryResponse RollbackConfig(1: i64 version)
      throws (1: ConfigurationException configuration, 2: AuthenticationException authentication,
              3: ServiceUnavailableException serviceUnavailable),

  // Synchronising (spec/3).

  /** rsync on both nodes: whether it runs, when files were last in step, whether it is paused. */
  RsyncStatusResponse GetSyncStatus()
      throws (1: ClusterException cluster, 2: ServiceUnavailableException serviceUnavailable),

  /** The last runs, newest first, at most limit (1 to 1000; 0: ten). */
  SyncHistoryResponse GetSyncHistory(1: i32 limit)
      throws (1: ClusterException cluster, 2: ServiceUnavailableException serviceUnavailable),

  /** Pauses synchronising on both nodes (reason MANUAL), or resumes it. */
  RsyncStatusResponse SetSyncPaused(1: bool paused)
      throws (1: SyncException sync, 2: AuthenticationException authentication, 3: ServiceUnavailableException serviceUnavailable),

  /** Hashes every set on both nodes and compares; copies nothing. */
  SyncComparisonResponse CompareSync()
      throws (1: SyncException sync, 2: ServiceUnavailableException serviceUnavailable),

  // Upgrades of the pair (spec/3).

  /**
   * Begins an upgrade of both nodes to toVersion, and returns when that is noted; the work goes on by itself. packagePath: full path
   * on both nodes, installed by the hook (upgrade.hook), the STANDBY first; "": an operator upgrades the nodes, then calls CompleteUpgrade.
   */
  UpgradeResponse StartUpgrade(1: string toVersion, 2: string packagePath)
      throws (1: ClusterException cluster, 2: AuthenticationException authentication, 3: ServiceUnavailableException serviceUnavailable),

  /** The newest upgrade. */
  UpgradeResponse GetUpgradeStatus()
      throws (1: ClusterException cluster, 2: ServiceUnavailableException serviceUnavailable),

  /**
   * Both nodes are upgraded, or: go on where it stopped. With force, also without the coordinating node, and past a conflict: the
   * PRIMARY's files stand, a copy of the others is kept.
   */
  UpgradeResponse CompleteUpgrade(1: bool force)
      throws (1: ClusterException cluster, 2: AuthenticationException authentication, 3: ServiceUnavailableException serviceUnavailable),

  /** Puts the configuration of before the upgrade back on both nodes; with force, on this one alone if the other cannot be reached. */
  UpgradeResponse RollbackUpgrade(1: bool force)
      throws (1: ClusterException cluster, 2: AuthenticationException authentication, 3: ServiceUnavailableException serviceUnavailable),

  /** The last upgrades, newest first, at most limit (1 to 1000; 0: ten). */
  UpgradeHistoryResponse GetUpgradeHistory(1: i32 limit)
      throws (1: ClusterException cluster, 2: ServiceUnavailableException serviceUnavailable)
}
