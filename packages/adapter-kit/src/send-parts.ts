/**
 * One message from a source whose length is not known (RFC 6455 §5.4: "the primary purpose of fragmentation
 * is to allow sending a message that is of unknown size when the message is started").
 *
 * @module
 */

import type { Command } from '@sansws/core';
import type { Message } from './inbox.ts';

/** Parts of one message, all strings or all octets. */
export type Parts = Iterable<Message> | AsyncIterable<Message>;

/** What may be said of a message in parts. */
export interface PartsOptions {
  /** What a message without parts is, and parts have to be; what the first part is, when left out. */
  readonly kind?: 'text' | 'binary' | undefined;
  /** `false` asks that this message go uncompressed. */
  readonly compress?: boolean | undefined;
}

/** Hands each part to `command` as a fragment, and ends the message. */
export async function sendInParts(
  parts: Parts,
  options: PartsOptions,
  command: (command: Command) => true | Promise<true>,
): Promise<true> {
  const { kind, compress } = options;
  const wish = compress === undefined ? {} : { compress };
  let isText = kind === undefined ? null : kind === 'text';
  let half = '';
  for await (const part of parts) {
    isText ??= typeof part === 'string';
    if (typeof part === 'string' && isText) {
      const text = half + part;
      // A character beyond U+FFFF may be cut in two; its first half waits for the second.
      half = endsInHalf(text) ? text.slice(-1) : '';
      const whole = half === '' ? text : text.slice(0, -1);
      await command({ ...partCommand(true, whole, false), ...wish });
    } else {
      // A copy: a source may use its memory again for the next part, while this one waits to be written.
      const copy = part instanceof Uint8Array ? new Uint8Array(part) : part;
      await command({ ...partCommand(isText, copy, false), ...wish });
    }
  }
  const rest = isText === true ? half : new Uint8Array(0);
  return command({ ...partCommand(isText ?? false, rest, true), ...wish });
}

/** A part of the wrong kind goes to the core as it is: the core says what is wrong with it. */
function partCommand(isText: boolean, part: Message, final: boolean): Command {
  return isText
    ? { type: 'text-part', text: part as string, final }
    : { type: 'binary-part', data: part as Uint8Array, final };
}

function endsInHalf(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
