/**
 * permessage-deflate on one connection: the contract of an extension (`extension/extension.ts`) kept with an engine, a
 * cache and two contexts.
 *
 * @module
 */

import { anySession } from '../extension.ts';
import type { AnySession } from '../extension.ts';
import type { Role } from '../../vocabulary/role.ts';
import { agreedBy, sidesOf } from './agreement.ts';
import { carry, contextOf, initialContext, snapshotOf } from './context.ts';
import type { Context } from './context.ts';
import { historyOf, inflatePart } from './inbound.ts';
import { compressedBit } from './message-payload.ts';
import { deflatePart } from './outbound.ts';
import type { DeflateChoices } from './options.ts';
import { formatParameters } from './parameters.ts';
import type { DeflateParameters } from './parameters.ts';

/** What the command `configure` may change for this extension. */
export interface DeflateSwitch {
  /** Whether messages that begin from now on are compressed. */
  readonly compress: boolean;
}

/** The registered token (RFC 7692 §7). */
export const extensionName = 'permessage-deflate';

/** The session of `role` once `answer` was given. */
export function sessionOf(choices: DeflateChoices, role: Role, answer: DeflateParameters): AnySession {
  const sides = sidesOf(role, agreedBy(answer));
  const { localNoContextTakeover, localMaxWindowBits } = sides;
  const { engine, cache, level, memLevel, strategy, threshold, inflateRatio, strictWindows } = choices;
  const deflate =
    localMaxWindowBits === 8 ? null : { level, memLevel, strategy, windowBits: localMaxWindowBits };
  const outbound = { engine, cache, deflate, localNoContextTakeover, threshold };
  const inbound = { engine, cache, history: historyOf(sides, strictWindows), inflateRatio };
  return anySession<Context>({
    name: extensionName,
    parameters: formatParameters(answer),
    reservedBits: compressedBit,
    initial: initialContext,
    outbound: (context, part) => deflatePart(outbound, context, part),
    inbound: (context, part, room) => inflatePart(inbound, context, part, room),
    configure: (context, setting) => {
      const { compress } = Object(setting) as Partial<DeflateSwitch>;
      if (typeof compress !== 'boolean' || compress === context.on) return context;
      const state: Context = {
        on: compress,
        message: context.message,
        window: context.window,
        compressed: context.compressed,
      };
      carry(cache, context, state);
      return state;
    },
    snapshot: snapshotOf,
    resume: contextOf,
    retire: (context) => cache.take(context)?.free(),
  });
}
