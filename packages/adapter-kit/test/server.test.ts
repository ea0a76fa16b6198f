import { expect, test } from 'vitest';
import { Server } from '../src/server.ts';
import type { Address, Listener } from '../src/server.ts';
import { Service } from '../src/service.ts';
import { FakeTransport, fakeWorld } from './helpers/fake.ts';

class FakeListener implements Listener {
  address: Address | string = { address: '192.0.2.1', family: 'IPv4', port: 80 };
  orders: string[] = [];

  stop(): void {
    this.orders.push('stop');
  }

  async release(): Promise<void> {
    this.orders.push('release');
  }
}

test('a server tells where it listens and how many connections there are', () => {
  const service = new Service(fakeWorld(), { origins: 'any' });
  const listener = new FakeListener();
  const server = new Server(service, listener);
  expect([server.address, server.port]).toEqual([listener.address, 80]);
  listener.address = '/run/app.sock';
  expect([server.address, server.port]).toEqual(['/run/app.sock', 0]);
  service.accept(new FakeTransport());
  expect(server.connections).toBe(1);
});

test('closing stops the listener first and releases it last', async () => {
  const service = new Service(fakeWorld(), { origins: 'any' });
  const listener = new FakeListener();
  const server = new Server(service, listener);
  const transport = new FakeTransport();
  service.accept(transport);
  const closed = server.close();
  expect(listener.orders).toEqual(['stop']);
  expect([server.address, server.port]).toEqual([null, 0]);
  transport.listener?.closed();
  await closed;
  expect(listener.orders).toEqual(['stop', 'release']);
  await server.close();
  expect(listener.orders).toEqual(['stop', 'release', 'release']);
  await using another = new Server(new Service(fakeWorld(), { origins: 'any' }), listener);
  expect(another.connections).toBe(0);
});
