// The one load client for both servers: each connection is a thread that sends GetClusterStatus,
// waits for the whole answer and sends the next one. The first answer is decoded by libthrift and
// compared with the constant; every further one must be the same bytes.
// load <port> <binary|compact> <framed|buffered> <connections> <warm-up s> <seconds>
// prints: calls a second, p50, p99 and p99.9 in microseconds, and all calls, those of the warm-up too.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/protocol/TCompactProtocol.h>
#include <thrift/transport/TBufferTransports.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gen/ClusterManagementService.h"
#include "reply.h"

using namespace apache::thrift;
using Clock = std::chrono::steady_clock;

namespace {

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "load: %s\n", what);
  std::exit(1);
}

std::shared_ptr<protocol::TProtocol> protocolOver(bool compact, const std::shared_ptr<transport::TMemoryBuffer>& memory) {
  if (compact) {
    return std::make_shared<protocol::TCompactProtocol>(memory);
  }
  return std::make_shared<protocol::TBinaryProtocol>(memory);
}

std::string request(bool compact, bool framed) {
  auto memory = std::make_shared<transport::TMemoryBuffer>();
  ClusterManagementServiceClient client(protocolOver(compact, memory));
  client.send_GetClusterStatus();
  std::string bytes = memory->getBufferAsString();
  if (framed) {
    const uint32_t length = htonl(static_cast<uint32_t>(bytes.size()));
    bytes.insert(0, reinterpret_cast<const char*>(&length), 4);
  }
  return bytes;
}

// What the server will say, by Apache's own encoder.
std::string expectedReply(bool compact, bool framed) {
  auto memory = std::make_shared<transport::TMemoryBuffer>();
  auto out = protocolOver(compact, memory);
  ClusterManagementService_GetClusterStatus_result result;
  result.success = constantReply();
  result.__isset.success = true;
  out->writeMessageBegin("GetClusterStatus", protocol::T_REPLY, 0);
  result.write(out.get());
  out->writeMessageEnd();
  std::string bytes = memory->getBufferAsString();
  if (framed) {
    const uint32_t length = htonl(static_cast<uint32_t>(bytes.size()));
    bytes.insert(0, reinterpret_cast<const char*>(&length), 4);
  }
  return bytes;
}

int connectTo(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  if (fd < 0 || connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) {
    fail("cannot connect");
  }
  return fd;
}

void call(int fd, const std::string& request, const std::string& expected, std::vector<char>& buffer) {
  if (send(fd, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
    fail("cannot send");
  }
  size_t have = 0;
  while (have < expected.size()) {
    const ssize_t got = recv(fd, buffer.data() + have, buffer.size() - have, 0);
    if (got <= 0) {
      fail("the server closed the connection");
    }
    have += static_cast<size_t>(got);
  }
  if (have != expected.size() || std::memcmp(buffer.data(), expected.data(), have) != 0) {
    fail("the answer is not the constant one");
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) {
    fail("usage: load <port> <binary|compact> <framed|buffered> <connections> <warm-up s> <seconds>");
  }
  const int port = std::atoi(argv[1]);
  const bool compact = std::strcmp(argv[2], "compact") == 0;
  const bool framed = std::strcmp(argv[3], "framed") == 0;
  const int connections = std::atoi(argv[4]);
  const auto warmUp = std::chrono::duration<double>(std::atof(argv[5]));
  const auto length = std::chrono::duration<double>(std::atof(argv[6]));
  const std::string ask = request(compact, framed);
  const std::string expected = expectedReply(compact, framed);

  const auto begin = Clock::now() + std::chrono::duration_cast<Clock::duration>(warmUp);
  const auto end = begin + std::chrono::duration_cast<Clock::duration>(length);
  std::vector<std::vector<uint32_t>> nanoseconds(connections);
  std::atomic<uint64_t> calls{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < connections; i++) {
    threads.emplace_back([&, i] {
      const int fd = connectTo(port);
      std::vector<char> buffer(expected.size() + 16);
      auto& mine = nanoseconds[i];
      mine.reserve(1 << 20);
      uint64_t made = 0;
      for (auto now = Clock::now(); now < end; made++) {
        call(fd, ask, expected, buffer);
        const auto after = Clock::now();
        if (now >= begin && after <= end) {
          mine.push_back(static_cast<uint32_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(after - now).count()));
        }
        now = after;
      }
      calls += made;
      close(fd);
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  std::vector<uint32_t> all;
  for (const auto& some : nanoseconds) {
    all.insert(all.end(), some.begin(), some.end());
  }
  if (all.empty()) {
    fail("no call was answered in time");
  }
  std::sort(all.begin(), all.end());
  const auto at = [&](double share) { return all[std::min(all.size() - 1, static_cast<size_t>(share * all.size()))] / 1000.0; };
  std::printf("%.0f %.1f %.1f %.1f %llu\n", all.size() / length.count(), at(0.5), at(0.99), at(0.999),
              static_cast<unsigned long long>(calls.load()));
}
