/**
 * `npm run demo`: a client on Node and servers on Deno and Bun, over TCP and over TLS, then a client on Bun and a
 * server on Deno, each in a process of its own, and all that goes over the wire between them as a trace. Where a
 * runtime is missing, Node takes its place. Exits with 0 only if everything came out as it should.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { connect, HandshakeError } from '@sansws/node';
import { makeCertificate } from './certificate.mjs';
import { otherRuntimes, startIn } from './runtimes.mjs';
import { tap } from './tap.mjs';
import { tracer } from './trace.mjs';

const longest = 20_000;
const mebibyte = 1024 * 1024;
const texts = ['Grüße aus Köln', 'Καλημέρα κόσμε', 'こんにちは世界', 'مرحبا بالعالم', 'नमस्ते दुनिया', '👋🏽 🌍'];

const coloured = process.stdout.isTTY && process.env.NO_COLOR === undefined;
const failures = [];

setTimeout(() => {
  console.error(`The demo took more than ${longest} ms.`);
  process.exit(1);
}, longest).unref();

const certificate = await makeCertificate();
const [deno, bun] = otherRuntimes();
const servers = [startIn(deno, 'server.mjs'), startIn(bun, 'server.mjs')];
for (const server of servers) server.tell(certificate);
const listening = [];
for (const server of servers) listening.push((await server.hear()).ports);
console.log(`A client on Node in process ${process.pid},`);
for (const { name, pid } of servers) console.log(`a server on ${name} in process ${pid}.`);

for (const [scheme, server, port] of [
  ['ws', servers[0], listening[0][0]],
  ['wss', servers[1], listening[1][1]],
]) {
  const place = { scheme, port, server, dial: () => dial(scheme, port) };
  await messages(place);
  await refusedUpgrade(place);
  await brokenRule(place);
}
await guest(bun, servers[0], listening[0][0]);

for (const server of servers) server.end();
const statuses = await Promise.all(servers.map(({ exited }) => exited));
check('the servers have ended by themselves', statuses.join() === '0,0');
console.log(
  failures.length === 0 ? '\nAll came out as it should.' : `\n${failures.length} did not come out.`,
);
process.exitCode = failures.length === 0 ? 0 : 1;

/** Text, five mebibytes in fragments, a ping, an orderly close. */
async function messages({ scheme, port, server, dial: plain }) {
  title(
    `${scheme}, Node to ${server.name}: text in several scripts, 5 MiB in fragments, a ping, an orderly close`,
  );
  const hear = ear();
  const socket = await connect(`${scheme}://localhost:${port}/echo`, {
    createConnection: async () => tap(await plain(), hear),
  });
  const answers = socket[Symbol.asyncIterator]();

  for (const text of texts) await socket.send(text);
  const heard = [];
  while (heard.length < texts.length) heard.push((await answers.next()).value);
  check('all texts came back', heard.join() === texts.join());

  const data = new Uint8Array(randomBytes(5 * mebibyte));
  await socket.send(data, { fragmentOctets: 65_536 });
  const { value: echo } = await answers.next();
  check('5 MiB came back octet for octet', Buffer.compare(echo, data) === 0);

  const time = await socket.ping();
  check(`a ping was answered after ${time.toFixed(2)} ms`, time > 0 && time < longest);

  const { clean, statusCode, sent, received } = await socket.close(1000, 'That is all');
  check(`closed with ${statusCode}, cleanly`, clean && sent.statusCode === 1000 && received !== null);
}

/** A request that the application does not take: an HTTP answer with a body. */
async function refusedUpgrade({ scheme, port, server, dial: plain }) {
  title(`${scheme}, Node to ${server.name}: a refused upgrade`);
  const hear = ear();
  try {
    await connect(`${scheme}://localhost:${port}/members`, {
      createConnection: async () => tap(await plain(), hear),
    });
    check('the upgrade is refused', false);
  } catch (error) {
    if (!(error instanceof HandshakeError)) throw error;
    const body = new TextDecoder().decode(error.body).trim();
    check(`refused with ${error.response?.status}: ${body}`, error.response?.status === 403 && body !== '');
  }
}

/** A client by hand that forgets to mask: the server says which rule that breaks, and where. */
async function brokenRule({ scheme, server, dial: plain }) {
  title(`${scheme}, Node to ${server.name}: a frame without a mask, from a client by hand`);
  const hear = ear();
  const stream = tap(await plain(), hear);
  stream.write(
    [
      'GET /echo HTTP/1.1',
      'Host: localhost',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      '\r\n',
    ].join('\r\n'),
  );
  await once(stream, 'data');
  stream.write(Uint8Array.of(0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f));
  const [[answer], { violation }] = await Promise.all([once(stream, 'data'), server.hear()]);
  stream.end();
  check('answered with a Close frame of 1002', answer.readUInt16BE(2) === 1002);
  const { name, sentence, section, offset } = violation;
  check(`the server: ${sentence} (${section}, octet ${offset})`, name === 'frame-not-masked' && offset === 1);
  await once(stream, 'close');
}

/** Two runtimes that are not this one: their octets pass by here on the way. */
async function guest(runtime, server, port) {
  const hear = ear();
  const relay = net.createServer((inner) => {
    const outer = tap(net.connect({ host: '127.0.0.1', port, noDelay: true }), hear);
    inner.pipe(outer).pipe(inner);
  });
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  const client = startIn(runtime, 'guest.mjs');
  title(`ws, ${client.name} to ${server.name}: a client in process ${client.pid}, read along in between`);
  client.tell({ uri: `ws://127.0.0.1:${relay.address().port}/echo`, text: texts[0] });
  const { heard, clean, statusCode } = await client.hear();
  check(`the text came back, closed with ${statusCode}, cleanly`, heard === texts[0] && clean);
  client.end();
  check('the client has ended by itself', (await client.exited) === 0);
  relay.close();
}

/** A stream to the server, the way the scheme wants it. */
async function dial(scheme, port) {
  const host = '127.0.0.1';
  const stream =
    scheme === 'ws'
      ? net.connect({ host, port, noDelay: true })
      : tls.connect({ host, port, servername: 'localhost', ca: certificate.cert });
  await once(stream, scheme === 'ws' ? 'connect' : 'secureConnect');
  return stream;
}

/** An ear for a new connection. */
function ear() {
  return tracer({ print: (line) => console.log(line), now: () => performance.now(), coloured });
}

function title(text) {
  console.log(`\n${text}`);
}

function check(what, isSo) {
  if (!isSo) failures.push(what);
  console.log(`${isSo ? '✓' : '✗'} ${what}`);
}
