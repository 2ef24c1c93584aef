// A real mail server (npm's smtp-server) for the tests. argv: folder of node_modules, options as JSON. Prints "listening PORT", then each mail as a
// line of JSON: who logged in how, sender, recipients, the message as base64, and whether TLS was on.
const path = require('path');
const { SMTPServer } = require(path.join(process.argv[2], 'node_modules', 'smtp-server'));
const fs = require('fs');
const wanted = JSON.parse(process.argv[3]);
const options = {
  secure: wanted.secure === true,
  key: fs.readFileSync(wanted.key),
  cert: fs.readFileSync(wanted.cert),
  authMethods: wanted.auth || [],
  authOptional: !wanted.auth,
  allowInsecureAuth: wanted.insecureAuth === true,
  hideSTARTTLS: wanted.noStartTls === true,
  disabledCommands: [].concat(wanted.auth ? [] : ['AUTH'], wanted.noStartTls ? ['STARTTLS'] : []),
  disableReverseLookup: true,
  logger: false,
  size: 200000,
  onAuth(auth, session, callback) {
    const well = auth.username === 'hamgm' && (auth.method === 'CRAM-MD5' ? auth.validatePassword('s3cret pass') : auth.password === 's3cret pass');
    callback(well ? null : new Error('no such user, says this server'), { user: auth.method });
  },
  onRcptTo(address, session, callback) {
    if (address.address.startsWith('nobody')) {
      const error = new Error('no mailbox of that name, says this server');
      error.responseCode = 550;
      return callback(error);
    }
    callback();
  },
  onData(stream, session, callback) {
    const parts = [];
    stream.on('data', part => parts.push(part));
    stream.on('end', () => {
      const message = Buffer.concat(parts);
      if (message.includes('X-Refuse-Me') || wanted.refuseData) {
        const error = new Error('this content is not wanted, says this server');
        error.responseCode = 554;
        return callback(error);
      }
      console.log(JSON.stringify({
        login: session.user || '', from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map(one => one.address),
        secure: session.secure, message: message.toString('base64'),
      }));
      callback(null, 'queued as test-1');
    });
  },
};
const server = new SMTPServer(options);
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.server.address().port}`));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
