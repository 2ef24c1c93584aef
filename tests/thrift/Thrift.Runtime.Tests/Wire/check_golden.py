"""Reads every golden message with Apache's Python library: the three protocols must give the same
values, spot checks must be what they should be, and binary and compact must be written back to the
same bytes.  check_golden.py <generated code> <golden folder>"""
import importlib
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

from thrift.protocol.TBinaryProtocol import TBinaryProtocol
from thrift.protocol.TCompactProtocol import TCompactProtocol
from thrift.protocol.TJSONProtocol import TJSONProtocol
from thrift.transport.TTransport import TMemoryBuffer

PROTOCOLS = {"binary": TBinaryProtocol, "compact": TCompactProtocol, "json": TJSONProtocol}


def messages(protocol, name):
    """The file's messages as pairs of variant and bytes."""
    variant, parts, result = None, [], []
    for line in open(os.path.join(sys.argv[2], protocol, name), encoding="utf-8"):
        if line.startswith("  "):
            parts.append(line.strip("\n")[2:])
        else:
            if variant:
                result.append((variant, "".join(parts)))
            variant, parts = line.strip(), []
    result.append((variant, "".join(parts)))
    return [(v, t.encode("utf-8") if protocol == "json" else bytes.fromhex(t)) for v, t in result]


def decode(protocol, body, data):
    memory = TMemoryBuffer(data)
    reader = PROTOCOLS[protocol](memory)
    head = reader.readMessageBegin()
    body.read(reader)
    reader.readMessageEnd()
    assert memory.cstringio_buf.tell() == len(data) or protocol == "json", "bytes left over"
    return head, body


def encode(protocol, head, body):
    memory = TMemoryBuffer()
    writer = PROTOCOLS[protocol](memory)
    writer.writeMessageBegin(*head)
    body.write(writer)
    writer.writeMessageEnd()
    return memory.getvalue()


count = 0
for name in sorted(os.listdir(os.path.join(sys.argv[2], "binary"))):
    service, method, _ = name.split(".")
    module = importlib.import_module("hamgm." + service)
    read = {protocol: messages(protocol, name) for protocol in PROTOCOLS}
    for index, (variant, _) in enumerate(read["binary"]):
        kind = getattr(module, method + ("_args" if variant == "call" else "_result"))
        seen = {}
        for protocol in PROTOCOLS:
            other, data = read[protocol][index]
            assert other == variant, (name, other, variant)
            head, seen[protocol] = decode(protocol, kind(), data)
            assert head == (method, 1 if variant == "call" else 2, 7), (name, head)
            if protocol != "json":
                assert encode(protocol, head, seen[protocol]) == data, (name, variant, protocol, "written otherwise")
        assert seen["binary"] == seen["compact"] == seen["json"], (name, variant, seen)
        if method == "GetNodeInfo" and variant == "call":
            assert seen["binary"].nodeId == "NodeId-\u503c", seen
        if method == "GetClusterStatus" and variant == "reply.Success":
            status = seen["binary"].success.clusterStatus
            assert len(status.nodes) == 2 and status.vipInfo.vipAddress == "VipAddress-\u503c", status
        count += 1
print(count, "messages in three protocols")
