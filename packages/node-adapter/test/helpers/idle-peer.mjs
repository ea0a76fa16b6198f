// A client in a process of its own, to be stopped and killed: it answers pings by hand and does nothing else.
import net from 'node:net';

const socket = net.connect(Number(process.argv[2]), '127.0.0.1');
socket.write(
  [
    'GET / HTTP/1.1',
    'Host: 127.0.0.1',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    '',
    '',
  ].join('\r\n'),
);
socket.once('data', () => process.send('open'));
socket.on('data', (chunk) => {
  // Unmasked and short, each in a chunk of its own; the key 0 0 0 0 leaves the payload as it is.
  if (chunk[0] === 0x89)
    socket.write(Buffer.concat([Buffer.of(0x8a, 0x80 | chunk[1], 0, 0, 0, 0), chunk.subarray(2)]));
});
socket.on('close', () => process.exit(0));
socket.on('error', () => process.exit(0));
