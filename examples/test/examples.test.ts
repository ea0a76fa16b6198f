import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';

// Each example runs as a reader would run it: `node` and its file, against the built packages.

const run = promisify(execFile);
const folder = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

const expected: Readonly<Record<string, readonly string[]>> = {
  '01-embed.mjs': ['client: You said Hello', 'client: closed, clean: true', 'server: closed, 1000'],
  '02-property-test-a-codec.mjs': [
    'the simple codec:',
    '  roundTrip: holds',
    '  chunkIndependence: holds',
    '  maskingSide: holds',
    '  canonical: holds',
    'with 16-bit lengths turned round:',
    '  roundTrip: holds',
    '  chunkIndependence: holds',
    '  maskingSide: holds',
    '  canonical: is broken',
  ],
  '03-any-transport.mjs': ['OVER A MESSAGE PORT', 'OVER STANDARD INPUT', 'closed, clean: true'],
  '04-client-and-server.mjs': ['You said Hello', 'ping: less than a second', 'closed with 1000, clean: true'],
  '05-frames-by-hand.mjs': [
    '81 85 37 fa 21 3d 7f 9f 4d 51 58 89 80 01 02 03 04',
    'opcode 1: Hello',
    'opcode 9: empty',
    'the fresh decoder still reads 2 frames',
    'octet 1: A client masks every frame (RFC 6455 §5.1)',
  ],
  '06-snapshot-and-resume.mjs': [
    "[ { type: 'text', text: 'Grüße aus der Ferne' } ]",
    'due in 20000 ms',
    "[ { type: 'text', text: 'Grüße aus der Ferne' } ]",
    'snapshot-not-valid: This is not a snapshot of a connection of this version',
  ],
  '07-replay.mjs': [
    '5 ms: request; 0 octets out',
    '9 ms: established; 129 octets out',
    '40 ms: text "Hello"; 0 octets out',
    '20040 ms: nothing to tell; 13 octets out',
    '20070 ms: pong; 0 octets out',
    '20100 ms: failed: Opcodes 3 to 7 and B to F are reserved (RFC 6455 §5.2); 59 octets out',
    '20140 ms: closed with 1006; 0 octets out',
    'run again: the same',
    'another future: closing with 1001',
  ],
  '08-write-an-extension.mjs': [
    'in use: x-checksum',
    'a message with a checksum behind it',
    'extension-data-invalid',
  ],
  '09-attach-to-an-http-server.mjs': [
    'a page',
    'Welcome to /chat, in chat.v2',
    '/chat: 401, Who are you?',
    '/elsewhere: 404',
    'the client hears 1001',
  ],
  '10-limits-and-origins.mjs': [
    'by default: messages of 1048576, 16384 fragments, heads of 16384',
    'server: origin-not-allowed (https://example.org)',
    'client: 403, origin-not-allowed: Pages of this origin may not connect here (RFC 6455 §10.2)',
    'server: frame-too-big at octet 1011',
    'client: 1009, The frame announces a payload above the limit for a frame (RFC 6455 §10.4)',
    'RangeError: limits.messagePayload is -1: A limit is Infinity or a whole number from 0 on (RFC 6455 §10.4)',
  ],
  '11-write-your-own-adapter.mjs': ['heard over streams: Hello', 'the client hears 1001'],
  '12-child-process.mjs': ['Hello, says process 2', 'closed, clean: true; the child exits with 0'],
  '13-workers.mjs': ['4000000 octets so far', 'closed, clean: true', 'both workers have ended'],
  '14-unix-socket.mjs': ['Welcome to /chat?room=1', 'closed, clean: true'],
  '15-web-streams.mjs': [
    '180000 characters, the same: true',
    'the client hears 1001',
    'more than 220000 octets there',
  ],
  '16-ssh.mjs': ['Hello by SSH', 'closed, clean: true'],
  '17-through-a-proxy.mjs': [
    'the proxy hears: CONNECT localhost',
    'Hello, in private',
    'closed, clean: true; the proxy saw it: false',
    'The proxy answered CONNECT with status 407',
  ],
  '18-test-an-application.mjs': [
    'after a minute: Still there?',
    'sent away with 4000 (nobody there) after 3 minutes',
  ],
};

beforeAll(async () => {
  const rooms = ['node-adapter', 'deno-adapter', 'bun-adapter', 'testing'].map((room) => `packages/${room}`);
  await run('node_modules/.bin/tsc', ['-b', ...rooms], { cwd: root });
}, 120_000);

test('every example is tested', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
  expect(files.sort()).toEqual(Object.keys(expected));
});

test.each(Object.entries(expected))('%s says what it should', async (name, lines) => {
  expect(await output([name])).toEqual(lines);
});

test('the demo exits with 0 and shows both directions, all it promises, no colours', async () => {
  const lines = await output(['demo/main.mjs']);
  const shown = lines.map((line) => line.replace(/^ *[\d.]+ ms {2}/u, ''));
  const overTls = shown.findIndex((line) => line.startsWith('wss, '));
  for (const half of [shown.slice(0, overTls), shown.slice(overTls)]) {
    expect(half).toEqual(
      expect.arrayContaining([
        '→ GET /echo HTTP/1.1, 5 header lines',
        '← HTTP/1.1 101 Switching Protocols, 3 header lines',
        '→ text         fin masked         17  "Grüße aus Köln"',
        '← text         fin                21  "こんにちは世界"',
        '→ …                        5,111,808  78 frames more',
        '← …                        5,111,808  78 frames more',
        '→ close        fin masked         13  1000 "That is all"',
        '← close        fin                 2  1000 ""',
        '← HTTP/1.1 403 Forbidden, 2 header lines',
        '→ ?                                7  octet 1: A client masks every frame (RFC 6455 §5.1)',
        '← close        fin                45  1002 "A client masks every frame (RFC 6455 §5.1)"',
        '✓ 5 MiB came back octet for octet',
        '✓ refused with 403: This room is for members only.',
        '✓ the server: A client masks every frame (RFC 6455 §5.1, octet 1)',
      ]),
    );
  }
  const runtimes = lines.filter((line) => line.includes(' to ')).map((line) => line.split(':')[0]);
  expect(new Set(runtimes)).toEqual(new Set(['ws, Node to Deno', 'wss, Node to Bun', 'ws, Bun to Deno']));
  expect(lines.some((line) => line.includes('\u001b'))).toBe(false);
  expect(lines.at(-1)).toBe('All came out as it should.');
});

/** The lines that a program prints. Rejects when it does not exit with 0. */
async function output(program: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run(process.execPath, program, { cwd: folder, timeout: 60_000 });
  return stdout.trimEnd().split('\n');
}
