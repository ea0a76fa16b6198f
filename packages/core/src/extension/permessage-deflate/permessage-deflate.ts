/**
 * permessage-deflate (RFC 7692): compression whose context is part of the connection's value.
 *
 * @module
 */

import type { Role } from '../../vocabulary/role.ts';
import type { AnySession, Extension } from '../extension.ts';
import { answers, answerTo } from './agreement.ts';
import { choicesOf } from './options.ts';
import type { PermessageDeflateOptions } from './options.ts';
import { formatParameters, parseParameters } from './parameters.ts';
import type { DeflateParameters } from './parameters.ts';
import { extensionName, sessionOf } from './session.ts';

/**
 * The extension, to be put among `extensions` of a client or a server. Throws a `RangeError` for a wrong option.
 *
 * @example
 * ```ts
 * import { permessageDeflate } from '@sansws/core/permessage-deflate';
 * import { zlibEngine } from '@sansws/deflate-zlib';
 * import { deepEqual } from 'node:assert/strict';
 * const server = permessageDeflate({ engine: zlibEngine(), prefer: { serverMaxWindowBits: 12 } });
 * const session = server.accept([['client_max_window_bits', true]]);
 * deepEqual(session?.parameters, [['server_max_window_bits', '12']]);
 * ```
 */
export function permessageDeflate(options: PermessageDeflateOptions): Extension {
  const choices = choicesOf(options);
  // A session is all that two ends have agreed on, and no more: connections that agreed on the same share it.
  const sessions = new Map<string, AnySession>();
  const sessionFor = (role: Role, answer: DeflateParameters): AnySession => {
    const place = `${role} ${formatParameters(answer).join(' ')}`;
    const session = sessions.get(place) ?? sessionOf(choices, role, answer);
    sessions.set(place, session);
    return session;
  };
  return {
    name: extensionName,
    offers: choices.offers.map(formatParameters),
    accept: (parameters) => {
      const offer = parseParameters(parameters, true);
      const answer = offer === null ? null : answerTo(offer, choices.preferences);
      return answer === null ? null : sessionFor('server', answer);
    },
    confirm: (parameters) => {
      const answer = parseParameters(parameters, false);
      if (answer === null || !choices.offers.some((offer) => answers(offer, answer))) return null;
      return sessionFor('client', answer);
    },
    revive: (role, agreed) => {
      const answer = parseParameters(agreed, false);
      return answer === null ? null : sessionFor(role, answer);
    },
  };
}
