// Calls the server with Apache's C++ library, every protocol and framing, plain and with TLS. Arguments: plain port, TLS
// port, authority, certificate, key. One line a combination.
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/protocol/TCompactProtocol.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/TSSLSocket.h>
#include <thrift/transport/TSocket.h>

#include "HamgmService.h"

using namespace apache::thrift;
using namespace apache::thrift::protocol;
using namespace apache::thrift::transport;

static void require(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error("not as expected: " + what);
}

static void check(HamgmServiceClient& client) {
  ClusterStatusResponse status;
  client.GetClusterStatus(status);
  require(status.base.success && status.base.message == "操作成功", "message");
  require(status.clusterStatus.primaryNodeId == "node-001" && status.clusterStatus.nodes.size() == 2, "nodes");
  require(status.clusterStatus.nodes[0].state == NodeState::PRIMARY && status.clusterStatus.nodes[0].cpuUsage == 15.5, "node");
  try {
    NodeInfoResponse info;
    client.GetNodeInfo(info, "nobody");
    require(false, "no exception");
  } catch (const NodeNotFoundException& missing) {
    require(missing.nodeId == "nobody", "exception");
  }

  SyncRequest request;
  request.dataType = SyncDataType::ALL;
  request.__set_forceSync(true);
  std::vector<std::string> files;
  for (int i = 0; i < 20; i++) files.push_back("f" + std::to_string(i));
  request.__set_specificFiles(files);
  SyncResponse copied;
  client.SyncData(copied, request);
  require(copied.syncedFiles == 20 && copied.failedFiles[19] == "f19", "files");

  std::string text;
  for (int i = 0; i < 30000; i++) text += "值";
  ConfigResponse set;
  client.SetConfig(set, "k", text);
  require(set.configValue == text, "long text");

  HeartbeatInfoResponse beats;
  client.GetHeartbeatInfo(beats);
  require(beats.heartbeats[0].crc32Checksum == -3, "negative number");
  EventsResponse events;
  client.GetEvents(events, int64_t{1} << 40, 0);
  require(events.nextCursor == (int64_t{1} << 40) + 1, "large number");
}

int main(int, char** argv) {
  const int plainPort = std::atoi(argv[1]);
  const int tlsPort = std::atoi(argv[2]);
  auto factory = std::make_shared<TSSLSocketFactory>();
  factory->loadTrustedCertificates(argv[3]);
  factory->loadCertificate(argv[4]);
  factory->loadPrivateKey(argv[5]);
  factory->authenticate(true);
  bool failed = false;
  for (bool tls : {false, true}) {
    for (bool framed : {false, true}) {
      for (bool compact : {false, true}) {
        std::cout << (compact ? "compact" : "binary") << (framed ? " framed " : " unframed ") << (tls ? "tls: " : "plain: ");
        try {
          std::shared_ptr<TSocket> socket;
          if (tls) {
            socket = factory->createSocket("127.0.0.1", tlsPort);
          } else {
            socket = std::make_shared<TSocket>("127.0.0.1", plainPort);
          }
          std::shared_ptr<TTransport> transport;
          if (framed) {
            transport = std::make_shared<TFramedTransport>(socket);
          } else {
            transport = std::make_shared<TBufferedTransport>(socket);
          }
          std::shared_ptr<TProtocol> protocol;
          if (compact) {
            protocol = std::make_shared<TCompactProtocol>(transport);
          } else {
            protocol = std::make_shared<TBinaryProtocol>(transport);
          }
          transport->open();
          HamgmServiceClient client(protocol);
          check(client);
          transport->close();
          std::cout << "ok" << std::endl;
        } catch (const std::exception& wrong) {
          failed = true;
          std::cout << wrong.what() << std::endl;
        }
      }
    }
  }
  return failed ? 1 : 0;
}
