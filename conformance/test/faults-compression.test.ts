// Groups 12 and 13 are there for faults as well: an endpoint that agrees to one thing and does another must fail the
// cases that tell the two apart.
import type { AnySession, Extension } from '@sansws/core';
import { permessageDeflate } from '@sansws/core/permessage-deflate';
import { zlibEngine } from '@sansws/deflate-zlib';
import { describe, expect, test } from 'vitest';
import { runOnCore } from '../src/run-on-core.ts';
import { compressionCases, fewMessages } from '../src/vectors/12-compression.ts';

/** Up to 16 KiB in one frame and in several: enough for every fault to show. */
const cases = compressionCases(fewMessages).filter(({ id }) =>
  /^1(?:2\.1|3\.\d)\.(?:[4-7]|1[12])$/u.test(id),
);
const honest = permessageDeflate({ engine: zlibEngine(), threshold: 0 });
const groups = (...names: readonly string[]): readonly string[] => names;

describe('an endpoint with compression', () => {
  test.each(['server', 'client'] as const)('without a fault fails no case as a %s', (role) => {
    expect(failedGroups(honest, role)).toEqual([]);
  });

  test.each(['server', 'client'] as const)('that does not compress fails every case as a %s', (role) => {
    const never = permessageDeflate({ engine: zlibEngine(), threshold: Number.MAX_SAFE_INTEGER });
    expect(failedGroups(never, role)).toEqual(
      groups('12.1', '13.1', '13.2', '13.3', '13.4', '13.5', '13.6', '13.7'),
    );
  });

  test('that uses a window of 15 bits where 9 were agreed on fails every case with 9', () => {
    const windows = groups('13.3', '13.5', '13.7');
    expect(failedGroups(deaf('server_max_window_bits'), 'server')).toEqual(windows);
    expect(failedGroups(deaf('client_max_window_bits'), 'client')).toEqual(windows);
  });

  test('that takes its context over where it must not fails every case that forbids it', () => {
    const forgetting = groups('13.2', '13.5', '13.6', '13.7');
    expect(failedGroups(deaf('server_no_context_takeover'), 'server')).toEqual(forgetting);
    expect(failedGroups(deaf('client_no_context_takeover'), 'client')).toEqual(forgetting);
  });

  test("that forgets its peer's context fails every case in which the peer goes on with it", () => {
    // As a server it is never told to: every offer of the fuzzer gives its own context up.
    const told = hearing('server_no_context_takeover');
    expect(failedGroups(told, 'client')).toEqual(
      groups('12.1', '13.1', '13.2', '13.3', '13.4', '13.5', '13.6', '13.7'),
    );
  });

  test('that loses the last octet of what it inflates fails every case', () => {
    const losing = changed((session) => ({
      ...session,
      inbound: (state, part, room) => {
        const done = session.inbound(state, part, room);
        if (!done.ok || !part.final) return done;
        return { ...done, payload: [Buffer.concat([...done.payload]).subarray(0, -1)] };
      },
    }));
    expect(failedGroups(losing, 'server')).toHaveLength(8);
  });
});

/** The groups in which a case fails. */
function failedGroups(deflate: Extension, role: 'server' | 'client'): readonly string[] {
  const failed = cases.filter((row) => runOnCore(row, role, 'as-written', deflate).length > 0);
  return [...new Set(failed.map(({ id }) => id.slice(0, id.lastIndexOf('.'))))];
}

/** Agrees to the parameter and acts as if it had not been said. */
function deaf(name: string): Extension {
  return acting((parameters) => parameters.filter(([each]) => each !== name));
}

/** Acts as if the parameter had been said. */
function hearing(name: string): Extension {
  return acting((parameters) => [...parameters, [name, true]]);
}

type Parameters = AnySession['parameters'];

/** Says what an honest one says, and is made by other parameters. */
function acting(change: (parameters: Parameters) => Parameters): Extension {
  return {
    ...honest,
    accept: (offer) => made(honest.accept(offer), honest.accept(change(offer))),
    confirm: (answer) => made(honest.confirm(answer), honest.confirm(change(answer))),
  };
}

function made(said: AnySession | null, done: AnySession | null): AnySession | null {
  return said === null || done === null ? null : { ...done, parameters: said.parameters };
}

function changed(change: (session: AnySession) => AnySession): Extension {
  const after = (session: AnySession | null): AnySession | null =>
    session === null ? null : change(session);
  return {
    ...honest,
    accept: (offer) => after(honest.accept(offer)),
    confirm: (answer) => after(honest.confirm(answer)),
  };
}
