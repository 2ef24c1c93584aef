// Calls the server with Apache's npm library, every protocol and framing, plain and with TLS. Arguments: folder of the
// generated code, folder of node_modules, plain port, TLS port, authority, certificate, key. One line a combination.
'use strict';
const [generated, modules, plainPort, tlsPort, ca, cert, key] = process.argv.slice(2);
const { createRequire } = require('module');
const assert = require('assert');
const fs = require('fs');
const path = require('path');
const thrift = createRequire(path.join(modules, 'x.js'))('thrift');
const HamgmService = require(path.join(generated, 'HamgmService.js'));
const types = require(path.join(generated, 'hamgm_types.js'));

async function check(client) {
  const status = await client.GetClusterStatus();
  assert.strictEqual(status.base.success, true);
  assert.strictEqual(status.base.message, '操作成功');
  assert.strictEqual(status.clusterStatus.primaryNodeId, 'node-001');
  assert.strictEqual(status.clusterStatus.nodes[0].state, types.NodeState.PRIMARY);
  assert.strictEqual(status.clusterStatus.nodes[0].cpuUsage, 15.5);
  await assert.rejects(() => client.GetNodeInfo('nobody'), (error) => error instanceof types.NodeNotFoundException && error.nodeId === 'nobody');
  const files = Array.from({ length: 20 }, (_, i) => 'f' + i);
  const answer = await client.SyncData(new types.SyncRequest({ dataType: types.SyncDataType.ALL, forceSync: true, specificFiles: files }));
  assert.strictEqual(answer.syncedFiles, 20);
  assert.strictEqual(answer.failedFiles[19], 'f19');
  const long = '值'.repeat(30000);
  assert.strictEqual((await client.SetConfig('k', long)).configValue, long);
  assert.strictEqual((await client.GetHeartbeatInfo()).heartbeats[0].crc32Checksum, -3);
}

function connect(security, options) {
  return security === 'tls'
    ? thrift.createSSLConnection('127.0.0.1', Number(tlsPort), {
      ...options, ca: [fs.readFileSync(ca)], cert: fs.readFileSync(cert), key: fs.readFileSync(key), rejectUnauthorized: true,
    })
    : thrift.createConnection('127.0.0.1', Number(plainPort), options);
}

(async () => {
  let failed = false;
  for (const security of ['plain', 'tls']) {
    for (const [framing, transport] of [['unframed', thrift.TBufferedTransport], ['framed', thrift.TFramedTransport]]) {
      for (const [name, protocol] of [['binary', thrift.TBinaryProtocol], ['compact', thrift.TCompactProtocol]]) {
        const connection = connect(security, { transport, protocol });
        try {
          await new Promise((resolve, reject) => {
            connection.on('error', reject);
            connection.on('close', () => reject(new Error('closed')));
            connection.on('timeout', () => reject(new Error('timeout')));
            check(thrift.createClient(HamgmService, connection)).then(resolve, reject);
          });
          console.log(`${name} ${framing} ${security}: ok`);
        } catch (wrong) {
          failed = true;
          console.log(`${name} ${framing} ${security}: ${wrong}`);
        }
        connection.removeAllListeners('close');
        connection.end();
      }
    }
  }
  process.exit(failed ? 1 : 0);
})();
