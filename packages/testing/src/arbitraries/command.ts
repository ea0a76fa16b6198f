/**
 * Arbitrary commands of an application.
 *
 * @module
 */

import fc from 'fast-check';
import type { Command } from '@sansws/core/connection';
import { prepareMessage } from '@sansws/core/message';
import { statusCode } from './frame.ts';
import { payload } from './octets.ts';
import { text } from './text.ts';

/**
 * A whole message to send, in one frame or in fragments.
 *
 * @example
 * ```ts
 * import { messageCommand } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(messageCommand(), ({ type }) => ok(type === 'text' || type === 'binary')));
 * ```
 */
export function messageCommand(): fc.Arbitrary<MessageCommand> {
  const fragmentOctets = fc.integer({ min: 1, max: 20 });
  return fc.oneof(
    text().map((some): MessageCommand => ({ type: 'text', text: some })),
    payload().map((data): MessageCommand => ({ type: 'binary', data })),
    fc.tuple(text(), fragmentOctets).map(([some, most]): MessageCommand => {
      return { type: 'text', text: some, fragmentOctets: most };
    }),
    fc.tuple(payload(), fragmentOctets).map(([data, most]): MessageCommand => {
      return { type: 'binary', data, fragmentOctets: most };
    }),
  );
}

/** A command that sends a whole message. */
export type MessageCommand = Extract<Command, { readonly type: 'text' | 'binary' }>;

/**
 * Any command an application may try while a connection is established, in any order and so not always a
 * sensible one: messages, parts, prepared ones, pings, pongs, pauses and a Close.
 *
 * @example
 * ```ts
 * import { command } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(command(), ({ type }) => ok(type.length > 0)));
 * ```
 */
export function command(): fc.Arbitrary<Command> {
  const control = fc.constantFrom('ping' as const, 'pong' as const);
  return fc.oneof(
    { weight: 6, arbitrary: messageCommand() },
    {
      weight: 2,
      arbitrary: fc
        .tuple(text(5), fc.boolean())
        .map(([some, final]): Command => ({ type: 'text-part', text: some, final })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(payload(10), fc.boolean())
        .map(([data, final]): Command => ({ type: 'binary-part', data, final })),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(control, payload(10))
        .map(([type, applicationData]): Command => ({ type, applicationData })),
    },
    { weight: 2, arbitrary: preparedCommand() },
    { weight: 3, arbitrary: fc.constantFrom<Command>({ type: 'pause' }, { type: 'resume' }) },
    { weight: 1, arbitrary: closeCommand() },
  );
}

/**
 * A message that was prepared beforehand.
 *
 * @example
 * ```ts
 * import { preparedCommand } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(preparedCommand(), ({ message }) => ok(message.frame.length >= 2)));
 * ```
 */
export function preparedCommand(): fc.Arbitrary<Extract<Command, { readonly type: 'prepared' }>> {
  return fc.oneof(text(), payload()).map((content) => {
    const prepared = prepareMessage(content);
    if (!prepared.ok) throw new Error(prepared.problem.sentence);
    return { type: 'prepared' as const, message: prepared.value };
  });
}

/**
 * A Close, bare or with a code and a reason, allowed or not (RFC 6455 §7.4).
 *
 * @example
 * ```ts
 * import { closeCommand } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { equal } from 'node:assert/strict';
 * fc.assert(fc.property(closeCommand(), ({ type }) => equal(type, 'close')));
 * ```
 */
export function closeCommand(): fc.Arbitrary<Extract<Command, { readonly type: 'close' }>> {
  const code = fc.oneof(
    { weight: 4, arbitrary: statusCode(true) },
    { weight: 1, arbitrary: statusCode(false) },
  );
  return fc.oneof(
    fc.constant({ type: 'close' as const }),
    fc.tuple(code, text(10)).map(([number, reason]) => {
      return { type: 'close' as const, statusCode: number, reason };
    }),
  );
}
