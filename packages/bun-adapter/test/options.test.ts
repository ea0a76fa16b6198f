import { expect, test } from 'vitest';
import { connect, listen } from '../src/index.ts';

test('AP12 connect and listen tell wrong options at once, with their names', async () => {
  for (const [wrong, message] of [
    [{ tls: 5 }, 'tls is 5; it must be an object'],
    [{ tcp: null }, 'tcp is null'],
    [{ createConnection: () => null }, 'takes no stream of one’s own'],
    [{ proxy: 'socks5://127.0.0.1:1' }, 'begins with http'],
    [{ extensions: [null] }, 'extensions[0]'],
    [{ signal: {} }, 'signal is an object'],
    [{ onError: 'log' }, 'onError is log'],
  ] as const) {
    await expect(connect('ws://127.0.0.1:9/', wrong as never)).rejects.toThrow(message);
  }
  await expect(connect('ws://127.0.0.1:9/', null as never)).rejects.toThrow('options is null');
  for (const [wrong, message] of [
    [{ port: '80' }, 'port is 80; it must be a number'],
    [{ host: 5 }, 'host is 5'],
    [{ path: {} }, 'path is an object'],
    [{ tls: true }, 'tls is true'],
    [{ backlog: 5 }, 'lets nobody choose a backlog'],
    [{ extensions: [null] }, 'extensions[0] is null'],
    [{ onSocket: 'me' }, 'onSocket is me'],
  ] as const) {
    await expect(listen({ origins: 'any', ...wrong } as never)).rejects.toThrow(message);
  }
  await expect(listen(undefined as never)).rejects.toThrow('options is undefined');
});
