import { expect, test } from 'vitest';
import { Inbox, inboxMark } from '../src/inbox.ts';

test('messages come out in order, to those who wait and to those who come later', async () => {
  let emptied = 0;
  const inbox = new Inbox(() => emptied++);
  const first = inbox.take();
  const second = inbox.take();
  inbox.put('a');
  inbox.put('b');
  inbox.put('c');
  expect(await first).toEqual({ done: false, value: 'a' });
  expect(await second).toEqual({ done: false, value: 'b' });
  expect(emptied).toBe(0);
  expect(await inbox.take()).toEqual({ done: false, value: 'c' });
  expect(emptied).toBe(1);
});

test('it is full by number and by octets', () => {
  const byNumber = new Inbox(() => {});
  for (let count = 1; count < inboxMark.messages; count++) byNumber.put('');
  expect(byNumber.isFull).toBe(false);
  byNumber.put('');
  expect(byNumber.isFull).toBe(true);
  const byOctets = new Inbox(() => {});
  byOctets.put(new Uint8Array(inboxMark.octets - 1));
  expect(byOctets.isFull).toBe(false);
  byOctets.put('x');
  expect(byOctets.isFull).toBe(true);
  let isThere = false;
  byOctets.drain(
    () => {},
    () => isThere,
  );
  expect(byOctets.isFull).toBe(true);
  isThere = true;
  byOctets.drain(
    () => {},
    () => isThere,
  );
  expect(byOctets.isFull).toBe(false);
});

test('the end: what waits can still be taken, and then no more', async () => {
  const inbox = new Inbox(() => {});
  inbox.put('last');
  inbox.end();
  expect(await inbox.take()).toEqual({ done: false, value: 'last' });
  expect(await inbox.take()).toEqual({ done: true, value: undefined });
  const other = new Inbox(() => {});
  const reader = other.take();
  other.end();
  expect(await reader).toEqual({ done: true, value: undefined });
});
