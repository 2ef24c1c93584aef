"""Calls the server with Apache's own Python library: another implementation, so a fault that our
client and server share would show. Arguments: generated code's folder, port, protocol, framing."""
import sys

generated, port, protocol_name, framing = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
sys.path.insert(0, generated)

from thrift.protocol import TBinaryProtocol, TCompactProtocol
from thrift.transport import TSocket, TTransport
from thrift.Thrift import TApplicationException

from hamgm import ClusterManagementService, HamgmService
from hamgm.ttypes import ClusterException, ConfigurationException, NodeInfo, NodeNotFoundException, NodeState, SyncDataType, SyncRequest

socket = TSocket.TSocket("127.0.0.1", port)
socket.setTimeout(20000)
transport = TTransport.TFramedTransport(socket) if framing == "framed" else TTransport.TBufferedTransport(socket)
protocol = {
    "binary": lambda: TBinaryProtocol.TBinaryProtocol(transport),
    "old": lambda: TBinaryProtocol.TBinaryProtocol(transport, strictRead=False, strictWrite=False),
    "accelerated": lambda: TBinaryProtocol.TBinaryProtocolAccelerated(transport),
    "compact": lambda: TCompactProtocol.TCompactProtocol(transport),
}[protocol_name]()
transport.open()

spec = ClusterManagementService.Client(protocol)
status = spec.GetClusterStatus()
assert status.base.success and status.base.message == "操作成功", status
assert status.clusterStatus.primaryNodeId == "node-001" and len(status.clusterStatus.nodes) == 2, status
assert status.clusterStatus.nodes[0].state == NodeState.PRIMARY and status.clusterStatus.nodes[0].cpuUsage == 15.5, status
assert status.clusterStatus.autoSwitchEnabled is True, status

try:
    spec.GetNodeInfo("nobody")
    raise AssertionError("no exception")
except NodeNotFoundException as missing:
    assert missing.nodeId == "nobody", missing

answer = spec.SyncData(SyncRequest(dataType=SyncDataType.ALL, forceSync=True, specificFiles=["f%d" % i for i in range(20)]))
assert answer.syncedFiles == 20 and answer.failedFiles[19] == "f19", answer
assert spec.SetConfig("k", "v" * 100000).configValue == "v" * 100000
assert spec.AddNode(NodeInfo(nodeId="node-002", ipAddress="10.0.0.2", port=9090, state=NodeState.STANDBY)).operationId == "node-002"
assert spec.CheckNodeHealth("node-001").isHealthy is False

try:
    spec.RemoveNode("node-001")
    raise AssertionError("no exception")
except TApplicationException as fault:
    assert fault.type == TApplicationException.INTERNAL_ERROR, fault

own = HamgmService.Client(protocol)
assert own.GetNodeStatus("").status.links[0].latencyMs == 0.4
assert own.GetHeartbeatInfo().heartbeats[0].crc32Checksum == -3
assert own.GetEvents(2**40, 0).nextCursor == 2**40 + 1
assert own.Switch(True).newPrimaryNodeId == "forced"
try:
    own.RemoveNodeForced("x")
    raise AssertionError("no exception")
except ClusterException as refused:
    assert refused.errorCode == 409 and refused.details == "x", refused

transport.close()
print("ok")
