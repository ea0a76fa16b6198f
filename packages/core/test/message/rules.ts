/** Rules and runs for the tests of receiving. */
import { plainPrimitives, type Primitives } from '../../src/bytes/primitives.ts';
import { reservedInUse } from '../../src/extension/chain.ts';
import type { AnySession } from '../../src/extension/extension.ts';
import { decodeMessages, type Decoded } from '../../src/message/decoder.ts';
import { freshInbound, type Inbound, type InboundRules } from '../../src/message/inbound.ts';
import type { Message } from '../../src/message/message.ts';
import { defaultLimits, withLimits, type Limits } from '../../src/vocabulary/limits.ts';
import type { Role } from '../../src/vocabulary/role.ts';

export interface RulesOptions {
  readonly role?: Role;
  readonly limits?: Partial<Limits>;
  readonly sessions?: readonly AnySession[];
  readonly parts?: boolean;
  readonly owned?: boolean;
  readonly primitives?: Partial<Primitives>;
}

export function rulesOf(options: RulesOptions = {}): InboundRules {
  const {
    role = 'client',
    limits = {},
    sessions = [],
    parts = false,
    owned = false,
    primitives = {},
  } = options;
  return {
    masked: role === 'server',
    reservedInUse: reservedInUse(sessions),
    limits: withLimits(defaultLimits(role), limits),
    sessions,
    parts,
    owned,
    primitives: { ...plainPrimitives, ...primitives },
  };
}

/** What all the chunks give: messages, fault and where receiving stands. */
export interface Heard {
  readonly messages: readonly Message[];
  readonly inbound: Inbound;
  /** The violation's name and its octet. */
  readonly fault: readonly [string, number] | null;
  readonly last: Decoded | null;
}

export function hear(rules: InboundRules, chunks: readonly Uint8Array[], budget = Infinity): Heard {
  let inbound = freshInbound(rules.sessions);
  const messages: Message[] = [];
  let last: Decoded | null = null;
  for (const chunk of chunks) {
    last = decodeMessages(inbound, rules, chunk, 0, budget);
    ({ inbound } = last);
    messages.push(...last.messages);
    if (last.violation !== null)
      return { messages, inbound, fault: [last.violation.name, last.violation.offset], last };
  }
  return { messages, inbound, fault: null, last };
}
