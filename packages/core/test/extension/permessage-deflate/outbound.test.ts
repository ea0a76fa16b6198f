import { describe, expect, test } from 'vitest';
import type { MessagePart, Transformed } from '../../../src/extension/extension.ts';
import { streamCache } from '../../../src/extension/permessage-deflate/cache.ts';
import { initialContext } from '../../../src/extension/permessage-deflate/context.ts';
import type { Context } from '../../../src/extension/permessage-deflate/context.ts';
import type { DeflateEngine } from '../../../src/extension/permessage-deflate/engine.ts';
import { inflatePart } from '../../../src/extension/permessage-deflate/inbound.ts';
import { deflatePart } from '../../../src/extension/permessage-deflate/outbound.ts';
import type { OutboundSettings } from '../../../src/extension/permessage-deflate/outbound.ts';
import { windowOctets } from '../../../src/extension/permessage-deflate/window.ts';
import { engines, octetsOf, part, textOf } from '../../deflating.ts';

type Fine = Extract<Transformed<Context>, { ok: true }>;

function settingsOf(engine: DeflateEngine, changes: Partial<OutboundSettings> = {}): OutboundSettings {
  return {
    engine,
    cache: streamCache(10),
    deflate: { level: 6, memLevel: 8, strategy: 'default', windowBits: 15 },
    localNoContextTakeover: false,
    threshold: 0,
    ...changes,
  };
}

function fine(settings: OutboundSettings, context: Context, given: MessagePart): Fine {
  const result = deflatePart(settings, context, given);
  if (!result.ok) throw new Error(result.violation);
  return result;
}

/** What a receiver reads in messages, each in parts. */
function read(engine: DeflateEngine, messages: readonly (readonly Fine[])[]): string[] {
  const settings = { engine, cache: streamCache(10), history: 32_768, inflateRatio: Infinity };
  let context = initialContext;
  return messages.map((parts) => {
    let text = '';
    for (const [index, { payload, reserved }] of parts.entries()) {
      const given = part(new Uint8Array(Buffer.concat(payload)), {
        first: index === 0,
        final: index === parts.length - 1,
        reserved,
      });
      const result = inflatePart(settings, context, given, 1_000_000);
      if (!result.ok) throw new Error(result.violation);
      context = result.state;
      text += textOf(result.payload);
    }
    return text;
  });
}

describe.each(engines)('on %s', (_, engine) => {
  test('where no more streams are kept, the one that would be given up begins anew for another value', () => {
    let made = 0;
    const counted: DeflateEngine = {
      ...engine,
      deflater: (how) => {
        made++;
        return engine.deflater(how);
      },
    };
    const settings = settingsOf(counted, { cache: streamCache(1) });
    const first = fine(settings, initialContext, part(octetsOf('Hello')));
    const other = fine(settings, initialContext, part(octetsOf('Hello')));
    const second = fine(settings, first.state, part(octetsOf('Hello, Hello')));
    expect(read(engine, [[first], [second]])).toEqual(['Hello', 'Hello, Hello']);
    expect(read(engine, [[other]])).toEqual(['Hello']);
    expect(made).toBe(1);
  });

  test('a message, and the next one by the context of the first', () => {
    const settings = settingsOf(engine);
    const first = fine(settings, initialContext, part(octetsOf('Hello'), { reserved: 2 }));
    expect([first.reserved, Buffer.concat(first.payload).toString('hex')]).toEqual([6, 'f248cdc9c90700']);
    const second = fine(settings, first.state, part(octetsOf('Hello')));
    expect(Buffer.concat(second.payload).length).toBeLessThan(7);
    // From the old value again: a stream starts from its window.
    const fork = fine(settings, first.state, part(octetsOf('Hello')));
    expect(read(engine, [[first], [second]])).toEqual(['Hello', 'Hello']);
    expect(read(engine, [[first], [fork]])).toEqual(['Hello', 'Hello']);
    expect(textOf([windowOctets(fork.state.window)])).toBe('HelloHello');
  });

  test('without context takeover each message starts anew, on a stream that is there', () => {
    const settings = settingsOf(engine, { localNoContextTakeover: true });
    const first = fine(settings, initialContext, part(octetsOf('Hello')));
    const second = fine(settings, first.state, part(octetsOf('Hello')));
    expect(second.payload).toEqual(first.payload);
    expect(second.state).toEqual(initialContext);
    expect(settings.cache.size()).toBe(1);
  });

  test('parts go as they come; the last one may be empty', () => {
    for (const localNoContextTakeover of [false, true]) {
      const settings = settingsOf(engine, { localNoContextTakeover });
      const begun = fine(settings, initialContext, part(octetsOf('Hel'), { final: false }));
      const nothing = fine(settings, begun.state, part(octetsOf(''), { first: false, final: false }));
      expect([nothing.payload, nothing.state]).toEqual([[], begun.state]);
      const middle = fine(settings, nothing.state, part(octetsOf('lo'), { first: false, final: false }));
      const ended = fine(settings, middle.state, part(octetsOf(''), { first: false }));
      expect([ended.payload, ended.state.message]).toEqual([[Uint8Array.of(0)], 'none']);
      expect(read(engine, [[begun, nothing, middle, ended]])).toEqual(['Hello']);
      expect(ended.state.window.count).toBe(localNoContextTakeover ? 0 : 5);
      expect(settings.cache.size()).toBe(localNoContextTakeover ? 0 : 1);
      const whole = fine(settings, middle.state, part(octetsOf('!'), { first: false }));
      expect(read(engine, [[begun, nothing, middle, whole]])).toEqual(['Hello!']);
    }
  });

  test('an empty message is the octet 00 (RFC 7692 §7.2.3.6), also behind another', () => {
    const settings = settingsOf(engine);
    const first = fine(settings, initialContext, part(octetsOf('Hello')));
    const empty = fine(settings, first.state, part(octetsOf('')));
    const second = fine(settings, empty.state, part(octetsOf('')));
    expect([empty.payload, empty.reserved, second.payload]).toEqual([
      [Uint8Array.of(0)],
      4,
      [Uint8Array.of(0)],
    ]);
    const last = fine(settings, second.state, part(octetsOf('Hello')));
    expect(read(engine, [[first], [empty], [second], [last]])).toEqual(['Hello', '', '', 'Hello']);
  });

  test('a message as long as the window and longer', () => {
    const settings = settingsOf(engine, {
      deflate: { level: 9, memLevel: 1, strategy: 'default', windowBits: 9 },
      cache: streamCache(0),
    });
    const text = 'lorem ipsum '.repeat(200);
    let context = initialContext;
    const sent: (readonly Fine[])[] = [];
    for (let index = 0; index < 5; index++) {
      const result = fine(settings, context, part(octetsOf(`${index} ${text}`)));
      sent.push([result]);
      context = result.state;
    }
    expect(read(engine, sent)).toEqual([0, 1, 2, 3, 4].map((index) => `${index} ${text}`));
    expect(context.window.store.length).toBeLessThanOrEqual(640);
  });
});

const [[, engine]] = engines as [readonly [string, DeflateEngine]];

test('what is not to be compressed passes as it is', () => {
  const payload = octetsOf('Hello');
  const asItIs = (settings: OutboundSettings, context: Context, given: MessagePart): void => {
    expect(fine(settings, context, given)).toEqual({
      ok: true,
      state: context,
      reserved: 2,
      payload: [payload],
    });
  };
  const given = part(payload, { reserved: 2 });
  asItIs(settingsOf(engine), initialContext, { ...given, compress: false });
  asItIs(settingsOf(engine), { ...initialContext, on: false }, given);
  asItIs(settingsOf(engine, { threshold: 6 }), initialContext, given);
  asItIs(settingsOf(engine, { deflate: null }), initialContext, given);
  expect(fine(settingsOf(engine, { threshold: 5 }), initialContext, given).reserved).toBe(6);
});

test('how long a message in parts will be is not known: it is compressed', () => {
  const settings = settingsOf(engine, { threshold: 100 });
  expect(fine(settings, initialContext, part(octetsOf('Hel'), { final: false })).reserved).toBe(4);
});

test('with an endless threshold nothing is compressed, however long it may become', () => {
  const settings = settingsOf(engine, { threshold: Infinity });
  const bits = (given: Partial<MessagePart>): number =>
    fine(settings, initialContext, part(octetsOf('Hel'), given)).reserved;
  expect([bits({}), bits({ final: false }), bits({ final: false, messageOctets: 1e9 })]).toEqual([0, 0, 0]);
});

test('a message whose length is known is measured by it, in however many frames it goes', () => {
  const settings = settingsOf(engine, { threshold: 100 });
  const bits = (messageOctets: number, compress = true): number =>
    fine(settings, initialContext, part(octetsOf('Hel'), { final: false, messageOctets, compress })).reserved;
  expect([bits(99), bits(100), bits(100, false)]).toEqual([0, 4, 0]);
});

test('a message in parts that is not compressed stays so to its end', () => {
  const settings = settingsOf(engine);
  const first = fine(settings, initialContext, part(octetsOf('Hello')));
  const begun = fine(settings, first.state, part(octetsOf('Hel'), { final: false, compress: false }));
  expect([begun.reserved, begun.state.message]).toEqual([0, 'plain']);
  const ended = fine(settings, begun.state, part(octetsOf('lo'), { first: false }));
  expect([textOf(ended.payload), ended.state]).toEqual(['lo', first.state]);
  expect(settings.cache.size()).toBe(1);
});

test('what no engine can count is refused before any work (V-A6)', () => {
  const huge = part(new Uint8Array(2 ** 31));
  expect(deflatePart(settingsOf(engine), initialContext, huge)).toEqual({
    ok: false,
    violation: 'message-too-big',
  });
});

test('an engine that fails makes no message, and its stream is let go', () => {
  let freed = 0;
  const failing: DeflateEngine = {
    name: 'failing',
    deflater: () => ({ prime: () => {}, deflate: () => null, reset: () => {}, free: () => void freed++ }),
    inflater: engine.inflater,
  };
  expect(deflatePart(settingsOf(failing), initialContext, part(octetsOf('Hello')))).toEqual({
    ok: false,
    violation: 'extension-data-invalid',
  });
  expect(freed).toBe(1);
});
