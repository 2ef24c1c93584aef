// The same IDL served by Apache's C++ TThreadedServer: the yardstick for HAMgm's own server.
// server <binary|compact> <framed|buffered>; prints "port N" and serves until its input ends.
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/protocol/TCompactProtocol.h>
#include <thrift/server/TThreadedServer.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/TServerSocket.h>

#include <cstdio>
#include <cstring>
#include <memory>
#include <thread>
#include <unistd.h>

#include "gen/ClusterManagementService.h"
#include "reply.h"

using namespace apache::thrift;

namespace {

class Handler : public ClusterManagementServiceNull {
 public:
  void GetClusterStatus(ClusterStatusResponse& _return) override { _return = reply_; }

 private:
  const ClusterStatusResponse reply_ = constantReply();
};

// Tells the port: 0 was asked for.
class Announce : public server::TServerEventHandler {
 public:
  explicit Announce(std::shared_ptr<transport::TServerSocket> socket) : socket_(std::move(socket)) {}
  void preServe() override {
    std::printf("port %d\n", socket_->getPort());
    std::fflush(stdout);
  }

 private:
  std::shared_ptr<transport::TServerSocket> socket_;
};

}  // namespace

int main(int argc, char** argv) {
  const bool compact = argc > 1 && std::strcmp(argv[1], "compact") == 0;
  const bool framed = argc > 2 && std::strcmp(argv[2], "framed") == 0;
  auto processor = std::make_shared<ClusterManagementServiceProcessor>(std::make_shared<Handler>());
  auto socket = std::make_shared<transport::TServerSocket>("127.0.0.1", 0);
  std::shared_ptr<transport::TTransportFactory> transports;
  if (framed) {
    transports = std::make_shared<transport::TFramedTransportFactory>();
  } else {
    transports = std::make_shared<transport::TBufferedTransportFactory>();
  }
  std::shared_ptr<protocol::TProtocolFactory> protocols;
  if (compact) {
    protocols = std::make_shared<protocol::TCompactProtocolFactory>();
  } else {
    protocols = std::make_shared<protocol::TBinaryProtocolFactory>();
  }
  server::TThreadedServer server(processor, socket, transports, protocols);
  server.setServerEventHandler(std::make_shared<Announce>(socket));
  std::thread end([] {
    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0) {
    }
    _exit(0);
  });
  server.serve();
  end.join();
}
