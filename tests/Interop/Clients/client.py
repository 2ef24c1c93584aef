"""Calls the server with Apache's Python library, every protocol and framing, plain and with TLS.
Arguments: folder of the generated code, plain port, TLS port, authority, certificate, key. One line a combination."""
import ssl
import sys
import warnings

generated, plain_port, tls_port, ca, cert, key = sys.argv[1:]
sys.path.insert(0, generated)
warnings.simplefilter("ignore")

from thrift.protocol import TBinaryProtocol, TCompactProtocol
from thrift.transport import TSocket, TSSLSocket, TTransport

from hamgm import HamgmService
from hamgm.ttypes import ConfigurationException, NodeNotFoundException, NodeState, SyncDataType, SyncRequest


def check(protocol):
    client = HamgmService.Client(protocol)
    status = client.GetClusterStatus()
    assert status.base.success and status.base.message == "操作成功", status
    assert status.clusterStatus.primaryNodeId == "node-001" and len(status.clusterStatus.nodes) == 2, status
    assert status.clusterStatus.nodes[0].state == NodeState.PRIMARY and status.clusterStatus.nodes[0].cpuUsage == 15.5, status
    try:
        client.GetNodeInfo("nobody")
        raise AssertionError("no exception")
    except NodeNotFoundException as missing:
        assert missing.nodeId == "nobody", missing
    answer = client.SyncData(SyncRequest(dataType=SyncDataType.ALL, forceSync=True, specificFiles=["f%d" % i for i in range(20)]))
    assert answer.syncedFiles == 20 and answer.failedFiles[19] == "f19", answer
    assert client.SetConfig("k", "值" * 30000).configValue == "值" * 30000
    assert client.GetHeartbeatInfo().heartbeats[0].crc32Checksum == -3
    assert client.GetEvents(2**40, 0).nextCursor == 2**40 + 1


failed = False
for security in ("plain", "tls"):
    for framing in ("unframed", "framed"):
        for name, make in (("binary", TBinaryProtocol.TBinaryProtocol), ("compact", TCompactProtocol.TCompactProtocol)):
            if security == "tls":
                socket = TSSLSocket.TSSLSocket(
                    "127.0.0.1", int(tls_port), cert_reqs=ssl.CERT_REQUIRED, ca_certs=ca, certfile=cert, keyfile=key)
            else:
                socket = TSocket.TSocket("127.0.0.1", int(plain_port))
            socket.setTimeout(20000)
            transport = TTransport.TFramedTransport(socket) if framing == "framed" else TTransport.TBufferedTransport(socket)
            try:
                transport.open()
                check(make(transport))
                print(f"{name} {framing} {security}: ok", flush=True)
            except Exception as wrong:
                failed = True
                print(f"{name} {framing} {security}: {wrong!r}", flush=True)
            transport.close()
sys.exit(1 if failed else 0)
