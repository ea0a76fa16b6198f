// A test of an application: its own code on the sockets it has in earnest, without a network, a port or a sleep.
//
//   node examples/18-test-an-application.mjs

import { equal } from 'node:assert/strict';
import { pair, randomScript } from '@sansws/testing/in-memory';

/** The application: who says nothing for a minute is asked, and after another one is sent away. */
function watch(socket, clock) {
  let timer;
  const later = (act) => {
    clock.clearTimer(timer);
    timer = clock.setTimer(clock.now() + 60_000, act);
  };
  const sendAway = () => socket.close(4_000, 'nobody there');
  const ask = () => {
    void socket.send('Still there?');
    later(sendAway);
  };
  socket.onMessage(() => later(ask));
  later(ask);
}

const { client, server, clock } = await pair({
  toServer: { delays: [200] }, // slow, but steady
  toClient: randomScript(6455), // cut and delayed as a seed says
});
watch(server, clock);

const asked = client[Symbol.asyncIterator]().next();
equal((await clock.until(asked)).value, 'Still there?');
console.log(`after a minute: ${(await asked).value}`);

void client.send('Yes');
await clock.pass(61_000);
equal(client.state, 'open');
const { statusCode, reason } = await clock.until(client.closed);
console.log(`sent away with ${statusCode} (${reason}) after ${Math.round(clock.now() / 60_000)} minutes`);
