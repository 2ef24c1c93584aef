// The constant answer of both servers: two nodes, every field set. HAMgm.Thrift.Benchmarks/ConstantReply.cs
// has the same, and the load client compares the bytes.
#pragma once

#include "gen/hamgm_types.h"

inline NodeInfo constantNode(const char* id, const char* ip, NodeState::type state, double cpu, double memory) {
  NodeInfo node;
  node.__set_nodeId(id);
  node.__set_ipAddress(ip);
  node.__set_port(9090);
  node.__set_state(state);
  node.__set_cpuUsage(cpu);
  node.__set_memoryUsage(memory);
  node.__set_lastHeartbeat(1705312200000LL);
  node.__set_isHealthy(true);
  node.__set_version("0.1.0");
  return node;
}

inline ClusterStatusResponse constantReply() {
  BaseResponse base;
  base.__set_success(true);
  base.__set_message("OK");
  base.__set_errorCode(0);
  base.__set_timestamp(1705312200000LL);
  VIPInfo vip;
  vip.__set_vipAddress("192.168.1.200");
  vip.__set_state(VIPState::BOUND);
  vip.__set_boundNodeId("node-001");
  vip.__set_lastUpdateTime(1705312200000LL);
  vip.__set_networkInterface("eth0");
  ClusterStatus status;
  status.__set_clusterId("hamgm-cluster-001");
  status.__set_nodes({constantNode("node-001", "192.168.1.101", NodeState::PRIMARY, 15.5, 42.25),
                      constantNode("node-002", "192.168.1.102", NodeState::STANDBY, 7.75, 38.5)});
  status.__set_vipInfo(vip);
  status.__set_primaryNodeId("node-001");
  status.__set_timestamp(1705312200000LL);
  status.__set_autoSwitchEnabled(true);
  status.__set_totalNodes(2);
  status.__set_healthyNodes(2);
  ClusterStatusResponse reply;
  reply.__set_base(base);
  reply.__set_clusterStatus(status);
  return reply;
}
