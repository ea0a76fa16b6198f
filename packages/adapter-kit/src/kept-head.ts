/**
 * Header lines that are kept for as long as a connection lives, as one string.
 *
 * As a list they are a dozen small objects and keep the memory of the whole head alive: about 1 KiB more for
 * each quiet connection, and most applications never look again.
 *
 * @module
 */

import type { Field, Fields, RequestHead } from '@sansws/core';

/** A start line and header lines in one. Neither can hold a line feed, and no name a colon (RFC 9110 §5). */
export function keepHead(startLine: string, fields: Fields): string {
  const lines = fields.map(([name, value]) => `${name}:${value}`);
  return [startLine, ...lines].join('\n');
}

/** The start line of a request, as `keepHead` takes it. */
export function requestLine({ method, target, version }: RequestHead): string {
  return `${method} ${target} ${version}`;
}

/** The header lines again. */
export function keptFields(head: string): Fields {
  return head
    .split('\n')
    .slice(1)
    .map((line): Field => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1)];
    });
}

/** The request again, if `keepHead` was given the line of one. */
export function keptRequest(head: string): RequestHead {
  const [method = '', target = '', version = ''] = (head.split('\n')[0] as string).split(' ');
  return { method, target, version, fields: keptFields(head) };
}
