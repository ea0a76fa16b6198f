/**
 * The law of pauses: what waits is not lost, whatever ends meanwhile.
 *
 * @module
 */

import fc from 'fast-check';
import type { Role } from '@sansws/core/vocabulary';
import { cut, cutting, type Cutting } from '../arbitraries/octets.ts';
import { setting } from '../arbitraries/setting.ts';
import { anyWire } from '../arbitraries/wire.ts';
import { same } from '../same.ts';
import type { Endpoint, Fault, Heard, Reaction, Setting } from '../subject.ts';
import { wholeMessages } from '../whole.ts';
import { shown, tryLaw, type Judgement, type Trial } from './law.ts';

/**
 * Pauses: an application that pauses and resumes wherever it likes hears what one hears that never does, in the
 * same order, also when the peer's octets end or the time to close is over while it pauses.
 *
 * @example
 * ```ts
 * import { coreConnections, pausing } from '@sansws/testing';
 * pausing(coreConnections, { runs: 20 });
 * ```
 */
export function pausing<State>(endpoint: Endpoint<State>, trial: Trial): void {
  tryLaw(
    'pauses',
    fc.oneof(inputOf('client'), inputOf('server')),
    (input) => losesNothing(endpoint, input),
    trial,
  );
}

function losesNothing<State>(endpoint: Endpoint<State>, input: Input): Judgement {
  const without = live(endpoint, input, []);
  const paused = live(endpoint, input, input.pauses);
  if (same(paused, without)) return null;
  return `without pauses it is ${shown(without)}, with them ${shown(paused)}`;
}

/** What is heard when pauses begin (`true`) and end (`false`) before the chunks of these numbers. */
function live<State>(endpoint: Endpoint<State>, input: Input, pauses: readonly Pause[]): Outcome {
  const heard: Heard[] = [];
  let fault: Fault | null = null;
  let closed = false;
  let state = endpoint.open(input.setting);
  const note = (reaction: Reaction<State> | null): void => {
    if (reaction === null) return;
    heard.push(...reaction.heard);
    fault ??= reaction.fault;
    closed ||= reaction.closed;
    state = reaction.state;
  };
  if (input.ending === 'close') note(endpoint.send(state, { type: 'close' }, 0));
  const chunks = cut(input.octets, input.way);
  for (const [index, chunk] of chunks.entries()) {
    for (const [place, begins] of pauses) {
      if (place % chunks.length === index)
        note(endpoint.send(state, { type: begins ? 'pause' : 'resume' }, 0));
    }
    note(endpoint.receive(state, chunk, 0));
  }
  if (input.ending === 'close') note(endpoint.elapse(state, longerThanClosing));
  if (input.ending === 'end') note(endpoint.receiveEnd(state, 0));
  if (pauses.length > 0) note(endpoint.send(state, { type: 'resume' }, longerThanClosing));
  return { heard: wholeMessages(heard), fault, closed };
}

/** Milliseconds: by then the time to close is over. */
const longerThanClosing = 10_000;

interface Outcome {
  readonly heard: readonly Heard[];
  readonly fault: Fault | null;
  readonly closed: boolean;
}

type Pause = readonly [place: number, begins: boolean];

interface Input {
  readonly setting: Setting;
  readonly octets: Uint8Array;
  readonly way: Cutting;
  readonly pauses: readonly Pause[];
  /** What happens in the end; `close` also says that this end began to close before all. */
  readonly ending: 'end' | 'close' | 'nothing';
}

function inputOf(role: Role): fc.Arbitrary<Input> {
  return fc.record({
    setting: setting(role),
    octets: anyWire(role),
    way: cutting(),
    pauses: fc.array(fc.tuple(fc.nat(299), fc.boolean()), { minLength: 1, maxLength: 4 }),
    ending: fc.constantFrom('end', 'close', 'nothing'),
  });
}
