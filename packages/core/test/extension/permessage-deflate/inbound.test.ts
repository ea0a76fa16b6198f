import { describe, expect, test } from 'vitest';
import { inRow } from '../../../src/bytes/runs.ts';
import type { MessagePart, Transformed } from '../../../src/extension/extension.ts';
import { streamCache } from '../../../src/extension/permessage-deflate/cache.ts';
import { initialContext } from '../../../src/extension/permessage-deflate/context.ts';
import type { Context } from '../../../src/extension/permessage-deflate/context.ts';
import type { DeflateEngine } from '../../../src/extension/permessage-deflate/engine.ts';
import { historyOf, inflatePart } from '../../../src/extension/permessage-deflate/inbound.ts';
import type { InboundSettings } from '../../../src/extension/permessage-deflate/inbound.ts';
import { windowOctets } from '../../../src/extension/permessage-deflate/window.ts';
import {
  engines,
  hello,
  helloAgain,
  helloFinal,
  hex,
  noise,
  octetsOf,
  part,
  textOf,
} from '../../deflating.ts';

type Fine = Extract<Transformed<Context>, { ok: true }>;

function settingsOf(engine: DeflateEngine, changes: Partial<InboundSettings> = {}): InboundSettings {
  return {
    engine,
    cache: streamCache(10),
    history: 32_768,
    inflateRatio: Infinity,
    ...changes,
  };
}

function fine(settings: InboundSettings, context: Context, given: MessagePart, room = 1_000_000): Fine {
  const result = inflatePart(settings, context, given, room);
  if (!result.ok) throw new Error(result.violation);
  return result;
}

/** A compressed message. */
function compressed(payload: Uint8Array, changes: Partial<MessagePart> = {}): MessagePart {
  return part(payload, { reserved: 4, ...changes });
}

function zeros(engine: DeflateEngine, count: number): Uint8Array {
  const stream = engine.deflater({ level: 9, memLevel: 9, strategy: 'default', windowBits: 15 });
  const all = new Uint8Array(Buffer.concat(stream.deflate(new Uint8Array(count)) ?? []));
  stream.free();
  return all.subarray(0, -4);
}

describe.each(engines)('on %s', (_, engine) => {
  test('a message, and the next one by the context of the first', () => {
    const settings = settingsOf(engine);
    const first = fine(settings, initialContext, compressed(hello, { reserved: 6 }));
    expect([textOf(first.payload), first.reserved]).toEqual(['Hello', 2]);
    const second = fine(settings, first.state, compressed(helloAgain));
    expect(textOf(second.payload)).toBe('Hello');
    expect(textOf([windowOctets(second.state.window)])).toBe('HelloHello');
    // From the old value once more: what went on is not needed.
    expect(textOf(fine(settings, first.state, compressed(helloAgain)).payload)).toBe('Hello');
  });

  test('without context takeover nothing is kept but a blank inflater', () => {
    const settings = settingsOf(engine, { history: 0 });
    const first = fine(settings, initialContext, compressed(hello));
    expect(first.state).toEqual(initialContext);
    expect(textOf(fine(settings, first.state, compressed(hello)).payload)).toBe('Hello');
    expect(settings.cache.size()).toBe(1);
    expect(inflatePart(settings, first.state, compressed(helloAgain), 100)).toEqual({
      ok: false,
      violation: 'extension-data-invalid',
      before: [octetsOf('H')],
    });
    expect(settings.cache.size()).toBe(0);
  });

  test('what is kept is as much as the peer may look back to: from message to message, however long they are', () => {
    const settings = settingsOf(engine, { history: 512 });
    const sent = [200, 400, 600, 800, 1_000, 1_200].map((octets) => noise(octets));
    const stream = engine.deflater({ level: 6, memLevel: 8, strategy: 'default', windowBits: 9 });
    let context = initialContext;
    let all: number[] = [];
    for (const plain of sent) {
      const octets = new Uint8Array(Buffer.concat(stream.deflate(plain) ?? [])).subarray(0, -4);
      all = [...all, ...plain].slice(-512);
      // In two parts, and as a whole.
      const begun = fine(settings, context, compressed(octets.subarray(0, 150), { final: false }));
      const ended = fine(
        settings,
        begun.state,
        compressed(octets.subarray(150), { first: false, reserved: 0 }),
      );
      expect(Buffer.concat([...begun.payload, ...ended.payload])).toEqual(Buffer.from(plain));
      const whole = fine(settings, context, compressed(octets));
      for (const { window } of [ended.state, whole.state]) {
        expect([...windowOctets(window)]).toEqual(all);
        expect(window.store.length).toBeLessThanOrEqual(544);
      }
      context = whole.state;
    }
    stream.free();
    expect(settings.cache.size()).toBe(1);
  });

  test.each([0, 1, 1_000])(
    'a peer that looks back further than it promised is found out, with %d streams',
    (most) => {
      const settings = settingsOf(engine, { history: 512, cache: streamCache(most) });
      const stream = engine.deflater({ level: 9, memLevel: 8, strategy: 'default', windowBits: 15 });
      const deflated = (plain: Uint8Array): Uint8Array =>
        new Uint8Array(Buffer.concat(stream.deflate(plain) ?? [])).subarray(0, -4);
      const first = fine(settings, initialContext, compressed(deflated(noise(600))));
      const second = deflated(noise(600));
      stream.free();
      expect(second.length).toBeLessThan(100);
      const third = inflatePart(settings, first.state, compressed(second), 10_000);
      expect(third).toMatchObject({ ok: false, violation: 'extension-data-invalid' });
      for (let cut = 1; cut < second.length; cut++) {
        const head = compressed(second.subarray(0, cut), { final: false });
        const begun = inflatePart(settings, first.state, head, 10_000);
        const rest = compressed(second.subarray(cut), { first: false, reserved: 0 });
        const last = begun.ok ? inflatePart(settings, begun.state, rest, 10_000) : begun;
        expect(last).toMatchObject({ ok: false, violation: 'extension-data-invalid' });
      }
    },
  );

  test('BFINAL in every message, for as long as one likes: what is counted is counted in one message', () => {
    const settings = settingsOf(engine);
    let context = initialContext;
    for (let message = 0; message < 40; message++) {
      const next = fine(
        settings,
        context,
        compressed(Uint8Array.of(...helloFinal.subarray(0, 7), ...helloFinal)),
      );
      expect(textOf(next.payload)).toBe('HelloHello');
      context = next.state;
    }
  });

  test('octet by octet, from the newest value and from old ones', () => {
    const settings = settingsOf(engine);
    for (const size of [0, 10]) {
      const now = { ...settings, cache: streamCache(size) };
      let context = initialContext;
      const contexts: Context[] = [];
      let text = '';
      for (const [index, octet] of helloFinal.entries()) {
        contexts.push(context);
        const final = index === helloFinal.length - 1;
        const given = compressed(Uint8Array.of(octet), {
          first: index === 0,
          final,
          reserved: index === 0 ? 4 : 0,
        });
        const result = fine(now, context, given);
        context = result.state;
        text += textOf(result.payload);
      }
      expect(text).toBe('Hello');
      const rest = compressed(helloFinal.subarray(7), { first: false, reserved: 0 });
      const again = fine(now, contexts[7] as Context, rest);
      expect(textOf([windowOctets(again.state.window)])).toBe('Hello');
    }
  });

  test('some octets are held back, and no stream is made for them', () => {
    const settings = settingsOf(engine);
    const begun = fine(settings, initialContext, compressed(hello.subarray(0, 3), { final: false }));
    expect([begun.payload, inRow(begun.state.compressed), settings.cache.size()]).toEqual([
      [],
      [hello.slice(0, 3)],
      0,
    ]);
  });

  test('a message without an octet (RFC 7692 §7.2.3.6), in both ways to say it', () => {
    const settings = settingsOf(engine);
    const first = fine(settings, initialContext, compressed(hello));
    const none = fine(settings, first.state, compressed(new Uint8Array(0)));
    expect([none.payload, none.state]).toEqual([[], first.state]);
    const empty = fine(settings, none.state, compressed(Uint8Array.of(0)));
    expect(empty.payload).toEqual([]);
    const parts = fine(settings, empty.state, compressed(new Uint8Array(0), { final: false }));
    const ended = fine(settings, parts.state, part(new Uint8Array(0), { first: false }));
    expect([ended.payload, ended.state.message]).toEqual([[], 'none']);
    expect(textOf(fine(settings, ended.state, compressed(helloAgain)).payload)).toBe('Hello');
  });

  test('a message that is not compressed passes, and the context stays', () => {
    const settings = settingsOf(engine);
    const first = fine(settings, initialContext, compressed(hello));
    const plain = fine(settings, first.state, part(octetsOf('plain'), { reserved: 2 }));
    expect([textOf(plain.payload), plain.reserved]).toEqual(['plain', 2]);
    expect(plain.state).toBe(first.state);
    const begun = fine(settings, plain.state, part(octetsOf('pl'), { final: false }));
    expect(begun.state.message).toBe('plain');
    const ended = fine(settings, begun.state, part(octetsOf('ain'), { first: false }));
    expect(settings.cache.size()).toBe(1);
    expect(textOf(fine(settings, ended.state, compressed(helloAgain)).payload)).toBe('Hello');
    expect(inflatePart(settings, initialContext, part(octetsOf('plain')), 4)).toEqual({
      ok: false,
      violation: 'inflated-message-too-big',
      before: [octetsOf('plai')],
    });
  });

  test('too much is too much, however it comes; what there was room for is told', () => {
    const payload = zeros(engine, 100_000);
    const settings = settingsOf(engine);
    const result = inflatePart(settings, initialContext, compressed(payload), 99_999);
    expect(result.ok ? null : [result.violation, Buffer.concat(result.before ?? []).length]).toEqual([
      'inflated-message-too-big',
      99_999,
    ]);
    expect(fine(settings, initialContext, compressed(payload), 100_000).state.message).toBe('none');
  });

  test('what breaks first is told first, though it is in the same octets', () => {
    // "Hello" and then a block of the kind that there is not (RFC 1951 §3.2.3).
    const broken = hex('f248cdc9c9070006');
    const settings = settingsOf(engine);
    const told = (room: number): unknown => {
      const result = inflatePart(settings, initialContext, compressed(broken), room);
      return result.ok ? null : [result.violation, textOf(result.before ?? [])];
    };
    expect(told(5)).toEqual(['extension-data-invalid', 'Hello']);
    expect(told(4)).toEqual(['inflated-message-too-big', 'Hell']);
    const begun = fine(settings, initialContext, compressed(hello.subarray(0, 7), { final: false }));
    const rest = part(broken.subarray(7), { first: false });
    const late = inflatePart(settings, begun.state, rest, 100);
    expect(late.ok ? null : late.violation).toBe('extension-data-invalid');
  });

  test('a message that ends within a block is none; all that came of it is told', () => {
    for (const cache of [streamCache(0), streamCache(10)]) {
      const settings = settingsOf(engine, { cache });
      const result = inflatePart(settings, initialContext, compressed(hello.subarray(0, 6)), 100);
      expect(result.ok ? null : [result.violation, textOf(result.before ?? [])]).toEqual([
        'extension-data-invalid',
        'Hello',
      ]);
    }
  });

  test('a ratio that was set holds for long messages', () => {
    const long = zeros(engine, 65_537);
    const short = zeros(engine, 65_536);
    const settings = settingsOf(engine, { inflateRatio: 100 });
    expect(fine(settings, initialContext, compressed(short)).ok).toBe(true);
    const refused = inflatePart(settings, initialContext, compressed(long), 1_000_000);
    expect(refused.ok ? null : refused.violation).toBe('inflated-message-too-big');
    const wide = settingsOf(engine, { inflateRatio: 2_000 });
    expect(fine(wide, initialContext, compressed(long)).ok).toBe(true);
  });
});

test('how much is kept: nothing without takeover, and what was promised if windows are strict', () => {
  const sides = { localNoContextTakeover: false, localMaxWindowBits: 15 } as const;
  const forgotten = { ...sides, remoteNoContextTakeover: true, remoteMaxWindowBits: 15 } as const;
  expect([true, false].map((isStrict) => historyOf(forgotten, isStrict))).toEqual([0, 0]);
  const kept = ([15, 12, 9, 8] as const).map((remoteMaxWindowBits) => {
    const promised = { ...sides, remoteNoContextTakeover: false, remoteMaxWindowBits };
    return [true, false].map((isStrict) => historyOf(promised, isStrict));
  });
  expect(kept).toEqual([32_768, 4_096, 512, 512].map((strict) => [strict, 32_768]));
});
