"""A node made with Apache's Python library, for our clients. Arguments: folder of the generated code, protocol, framing,
and, for TLS, authority, certificate and key. Prints its port; ends when its standard input does."""
import ssl
import sys
import threading
import warnings

generated, protocol_name, framing = sys.argv[1:4]
tls = sys.argv[4:]
sys.path.insert(0, generated)
warnings.simplefilter("ignore")

from thrift.protocol import TBinaryProtocol, TCompactProtocol
from thrift.server import TServer
from thrift.transport import TSocket, TSSLSocket, TTransport

from hamgm import HamgmService
from hamgm.ttypes import (
    BaseResponse, ClusterStatus, ClusterStatusResponse, ConfigResponse, NodeInfo, NodeInfoResponse, NodeNotFoundException, NodeState,
    VIPInfo, VIPState)


class Node(HamgmService.Iface):
    def base(self):
        return BaseResponse(success=True, message="操作成功", errorCode=0, timestamp=1705314600000)

    def GetClusterStatus(self):
        nodes = [NodeInfo(nodeId="python-1", ipAddress="10.0.0.1", port=9090, state=NodeState.PRIMARY, cpuUsage=15.5, isHealthy=True)]
        return ClusterStatusResponse(base=self.base(), clusterStatus=ClusterStatus(
            clusterId="python", nodes=nodes, vipInfo=VIPInfo(vipAddress="10.0.0.9", state=VIPState.BOUND, boundNodeId="python-1"),
            primaryNodeId="python-1", timestamp=1705314600000, totalNodes=1, healthyNodes=1))

    def GetNodeInfo(self, nodeId):
        raise NodeNotFoundException(nodeId=nodeId, message="节点不存在")

    def SetConfig(self, configKey, configValue):
        return ConfigResponse(base=self.base(), configValue=configValue)


if tls:
    listener = TSSLSocket.TSSLServerSocket(
        host="127.0.0.1", port=0, ca_certs=tls[0], certfile=tls[1], keyfile=tls[2], cert_reqs=ssl.CERT_REQUIRED,
        # Which names a client has is not for this library to say: the authority is the cluster's own.
        validate_callback=lambda certificate, name: None)
else:
    listener = TSocket.TServerSocket(host="127.0.0.1", port=0)
server = TServer.TThreadedServer(
    HamgmService.Processor(Node()),
    listener,
    TTransport.TFramedTransportFactory() if framing == "framed" else TTransport.TBufferedTransportFactory(),
    TCompactProtocol.TCompactProtocolFactory() if protocol_name == "compact" else TBinaryProtocol.TBinaryProtocolFactory(),
    daemon=True)
listen = listener.listen


def listen_and_tell():
    listen()
    print(listener.handle.getsockname()[1], flush=True)


listener.listen = listen_and_tell
threading.Thread(target=server.serve, daemon=True).start()
sys.stdin.read()
