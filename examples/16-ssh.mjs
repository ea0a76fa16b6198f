// WebSockets over a channel of SSH, by the `ssh2` library: a subsystem called `websocket` instead of a shell.
//
//   node examples/16-ssh.mjs
//
// SSH has checked who is there, so what is served behind it needs no further password.

import { once } from 'node:events';
import { connect, serve } from '@sansws/duplex';
import ssh from 'ssh2';
import { Duplex } from 'node:stream';

const password = 'for this one run';
const sockets = serve({
  origins: 'any',
  onSocket: (socket) => socket.onMessage((message) => socket.send(`${message} by SSH`)),
});

const { private: hostKey } = ssh.utils.generateKeyPairSync('ed25519');
const server = new ssh.Server({ hostKeys: [hostKey] }, (connection) => {
  let user = '';
  connection.on('authentication', (attempt) => {
    user = attempt.username;
    if (attempt.method === 'password' && attempt.password === password) attempt.accept();
    else attempt.reject(['password']);
  });
  connection.on('session', (accept) => {
    accept().on('subsystem', (take, refuse, { name }) => {
      if (name !== 'websocket') refuse();
      else sockets.accept(Duplex.toWeb(take()), { remoteAddress: user, secure: true });
    });
  });
  connection.on('error', () => {});
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');

const client = new ssh.Client();
client.connect({ host: '127.0.0.1', port: server.address().port, username: 'ada', password });
await once(client, 'ready');
const channel = new Promise((resolve, reject) => {
  client.subsys('websocket', (problem, stream) =>
    problem ? reject(problem) : resolve(Duplex.toWeb(stream)),
  );
});

const socket = await connect(channel, { secure: true });
void socket.send('Hello');
for await (const message of socket) {
  console.log(message);
  break;
}
console.log(`closed, clean: ${(await socket.close()).clean}`);
client.end();
server.close();
