import { describe, expect, test } from 'vitest';
import { streamCache } from '../../../src/extension/permessage-deflate/cache.ts';
import type { DeflateEngine } from '../../../src/extension/permessage-deflate/engine.ts';
import {
  betweenMessages,
  blankInflater,
  feed,
  inflatingFrom,
  remember,
  reread,
  withPieces,
} from '../../../src/extension/permessage-deflate/inflating.ts';
import type { Fed } from '../../../src/extension/permessage-deflate/inflating.ts';
import { closedOff } from '../../../src/extension/permessage-deflate/message-payload.ts';
import { emptyWindow, slide, windowOctets } from '../../../src/extension/permessage-deflate/window.ts';
import type { Window } from '../../../src/extension/permessage-deflate/window.ts';
import {
  engines,
  hello,
  helloAgain,
  helloFinal,
  helloTwice,
  hex,
  noise,
  octetsOf,
  textOf,
} from '../../deflating.ts';

const helloWindow = slide(emptyWindow, octetsOf('Hello'), 32_768);

/** A whole message through a fresh inflater. */
function whole(
  engine: DeflateEngine,
  message: Uint8Array,
  room = Infinity,
  plain: Window = emptyWindow,
): Fed {
  const live = inflatingFrom(engine, streamCache(0), plain);
  const all = closedOff(message);
  const fed = feed(live, all, 0, all.length, true, room);
  live.free();
  return fed;
}

describe.each(engines)('on %s', (_, engine) => {
  test('messages of one and of two blocks, and of one with BFINAL (RFC 7692 §7.2.3)', () => {
    for (const message of [hello, helloTwice, helloFinal]) {
      const { pieces, fault } = whole(engine, message);
      expect([textOf(pieces), fault]).toEqual(['Hello', null]);
    }
  });

  test('a stream goes on after a block with BFINAL, in the same message and in the next', () => {
    const live = inflatingFrom(engine, streamCache(0), emptyWindow);
    const first = closedOff(helloFinal);
    const fed = feed(live, first, 0, first.length, true, 100);
    remember(live, fed.pieces, fed.windowed);
    betweenMessages(live);
    const next = closedOff(helloAgain);
    expect(textOf(feed(live, next, 0, next.length, true, 100).pieces)).toBe('Hello');
    live.free();
    // The octet that ends this one is its last block of all, empty and stored.
    const ended = inflatingFrom(engine, streamCache(0), helloWindow);
    const last = closedOff(hex('01'));
    expect(feed(ended, last, 0, last.length, true, 100).fault).toBeNull();
    betweenMessages(ended);
    expect(textOf(feed(ended, next, 0, next.length, true, 100).pieces)).toBe('Hello');
    betweenMessages(ended);
    expect(feed(ended, last, 0, last.length, true, 100).fault).toBeNull();
    ended.free();
  });

  test('a message goes on behind BFINAL 16 times, and once more for every 4,096 octets that came out', () => {
    let made = 0;
    const counted: DeflateEngine = { ...engine, inflater: () => (made++, engine.inflater()) };
    const ends = (count: number): Uint8Array => hex(`${'0300'.repeat(count)}00`);
    expect(whole(counted, ends(16)).fault).toBeNull();
    expect(whole(counted, ends(17))).toMatchObject({ fault: 'too-many-final-blocks', at: 34 });
    // The same stream begins anew, whatever comes, and its window comes with it.
    expect(made).toBe(2);
    const again = new Uint8Array(Buffer.concat([ends(16).subarray(0, -1), helloAgain]));
    expect(textOf(whole(counted, again, 100, helloWindow).pieces)).toBe('Hello');
    const stored = new Uint8Array(4_101);
    stored.set(hex('00 0010 ffef'));
    const long = (count: number): Uint8Array => new Uint8Array(Buffer.concat([stored, ends(count)]));
    expect(whole(counted, long(17)).fault).toBeNull();
    expect(whole(counted, long(18)).fault).toBe('too-many-final-blocks');
  });

  test('what the message before ended with does not count', () => {
    const live = inflatingFrom(engine, streamCache(0), helloWindow);
    const last = closedOff(hex('01'));
    feed(live, last, 0, last.length, true, 100);
    betweenMessages(live);
    const all = closedOff(hex(`${'0300'.repeat(16)}00`));
    expect(feed(live, all, 0, all.length, true, 100).fault).toBeNull();
    expect(live.renewals).toBe(16);
    live.free();
  });

  test('a message may end with a block with BFINAL, and nothing behind it', () => {
    const live = inflatingFrom(engine, streamCache(0), emptyWindow);
    const all = closedOff(helloFinal.subarray(0, -1));
    const fed = feed(live, all, 0, all.length, true, 100);
    expect([textOf(fed.pieces), fed.fault]).toEqual(['Hello', null]);
    remember(live, fed.pieces, fed.windowed);
    const next = closedOff(helloAgain);
    expect(textOf(feed(live, next, 0, next.length, true, 100).pieces)).toBe('Hello');
    live.free();
  });

  test('an inflater stands where its window ends', () => {
    expect(textOf(whole(engine, helloAgain, 100, helloWindow).pieces)).toBe('Hello');
    expect(whole(engine, helloAgain).fault).toBe('extension-data-invalid');
  });

  test('one that would be given up begins anew', () => {
    const cache = streamCache(1);
    const live = inflatingFrom(engine, streamCache(0), helloWindow);
    feed(live, hello, 0, 3, false, 100);
    cache.put({}, live, true);
    const next = inflatingFrom(engine, cache, emptyWindow);
    expect([next === live, next.read, cache.size()]).toEqual([true, 0, 0]);
    const all = closedOff(helloTwice);
    const { fault, pieces } = feed(next, all, 0, all.length, true, 100);
    expect([fault, textOf(pieces)]).toEqual([null, 'Hello']);
    next.free();
  });

  test('a blank one of the shelf is as good as a new one', () => {
    const cache = streamCache(1);
    const blank = inflatingFrom(engine, streamCache(0), emptyWindow);
    blank.inflated = 7;
    blank.renewals = 7;
    cache.put(blankInflater(engine), blank, false);
    const live = inflatingFrom(engine, cache, helloWindow);
    expect([live, live.inflated, live.renewals, live.window, cache.size()]).toEqual([
      blank,
      0,
      0,
      helloWindow,
      0,
    ]);
    live.free();
  });

  test('what comes out is bounded, to the octet, and what there is room for is given', () => {
    const live = engine.deflater({ level: 6, memLevel: 8, strategy: 'default', windowBits: 15 });
    const zeros = closedOff(new Uint8Array(Buffer.concat(live.deflate(new Uint8Array(300_000)) ?? [])));
    live.free();
    for (const room of [0, 1, 16_383, 16_384, 16_385, 299_999]) {
      const { pieces, fault } = whole(engine, zeros, room);
      expect([pieces.reduce((sum, { length }) => sum + length, 0), fault]).toEqual([
        room,
        'inflated-message-too-big',
      ]);
    }
    expect(whole(engine, zeros, 300_000).fault).toBeNull();
  });

  test('a message that is longer than a slice, of a sender that left nothing out', () => {
    const live = engine.deflater({ level: 6, memLevel: 8, strategy: 'default', windowBits: 15 });
    const plain = noise(20_000);
    const pieces = live.deflate(plain) ?? [];
    live.free();
    const { pieces: back, fault } = whole(engine, new Uint8Array(Buffer.concat(pieces)));
    expect(fault).toBeNull();
    expect(Buffer.concat(back).equals(plain)).toBe(true);
  });

  test('a message that ends within a block is none (RFC 7692 §7.2.1)', () => {
    for (const cut of [
      'f248cdc9c907',
      'f248cdc9',
      'f248cdc9c90700 00',
      'f2',
      '05',
      'f248cdc9c90700 0500faff48',
    ]) {
      expect(whole(engine, hex(cut)).fault, cut).toBe('extension-data-invalid');
    }
    // The tail is the rest of a stored block; then the octet behind it is read.
    expect(whole(engine, hex('000500faff 48')).fault).toBe('extension-data-invalid');
    expect(whole(engine, hex('000400fbff')).fault).toBe('extension-data-invalid');
  });

  test('octet by octet it is the same, and the window has it all', () => {
    const live = inflatingFrom(engine, streamCache(0), emptyWindow);
    for (let at = 0; at < helloTwice.length - 6; at++) {
      const fed = feed(live, helloTwice, at, at + 1, false, 100);
      remember(live, fed.pieces, fed.windowed);
    }
    const all = closedOff(helloTwice);
    const { pieces, fault, windowed } = feed(live, all, helloTwice.length - 6, all.length, true, 100);
    remember(live, pieces, windowed);
    expect([fault, textOf([windowOctets(live.window)]), live.inflated]).toEqual([null, 'Hello', 5]);
    live.free();
  });

  test('what was read once is read again for its window', () => {
    const live = inflatingFrom(engine, streamCache(0), emptyWindow);
    reread(live, hello, 6, 1_000);
    expect(textOf([windowOctets(live.window)])).toBe('Hello');
    live.free();
  });
});

test('of many pieces only the last ones go into a window, and none that is in it', () => {
  const pieces = [1, 2, 3, 4].map((octet) => new Uint8Array(5).fill(octet));
  const told = (index: number, most: number): number[] => [
    ...windowOctets(withPieces(helloWindow, pieces, index, most)),
  ];
  expect(told(0, 12)).toEqual([2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4]);
  expect(told(0, 10)).toEqual([3, 3, 3, 3, 3, 4, 4, 4, 4, 4]);
  expect(told(3, 8)).toEqual([...octetsOf('llo'), 4, 4, 4, 4, 4]);
  expect(told(4, 8)).toEqual([...octetsOf('Hello')]);
});

test('an engine that reads nothing is told from one that has ended', () => {
  const deaf: DeflateEngine = {
    name: 'deaf',
    deflater: () => {
      throw new Error('not asked for');
    },
    inflater: () => ({
      prime: () => {},
      inflate: () => ({ taken: 0, pieces: [] }),
      reset: () => {},
      free: () => {},
    }),
  };
  expect(whole(deaf, hello).fault).toBe('extension-data-invalid');
});
