/**
 * Groups 12 and 13: permessage-deflate (RFC 7692), five kinds of data and seven sets of parameters.
 *
 * @module
 */

import type { Action, ConformanceCase, DeflateTerms } from './case.ts';
import { type Compressible, files, json, windows } from './compressible.ts';
import { binary, echoCase, echoOf, text } from './frames.ts';

/** How many messages of a size are sent. */
export type MessageCount = (size: number) => number;

/** As many as in the cases that everybody measures against. */
export const allMessages: MessageCount = () => 1000;

/** As many as come to some 150,000 octets, at least 2: contexts are taken over, and it takes no minutes. */
export const fewMessages: MessageCount = (size) => Math.max(2, Math.min(40, Math.floor(150_000 / size)));

/** Third number of a case: characters or octets of a message, octets of a frame (0: the message in one frame). */
const shapes: readonly (readonly [message: number, frame: number])[] = [
  ...[16, 64, 256, 1024, 4096, 8192, 16_384, 32_768, 65_536, 131_072].map((size) => [size, 0] as const),
  ...[8192, 16_384, 32_768, 65_536, 131_072].map((size) => [size, 256] as const),
  ...[1024, 4096, 32_768].map((frame) => [131_072, frame] as const),
];

/** What every offer of the fuzzer says as well, so that a server may choose either. */
const alsoOffered = 'client_no_context_takeover; client_max_window_bits';

/** Second number in group 13: parameters that a side is bound to, in the order of preference. */
const bindings: readonly (readonly string[])[] = [
  [''],
  ['no_context_takeover'],
  ['max_window_bits=9'],
  ['max_window_bits=15'],
  ['no_context_takeover max_window_bits=9'],
  ['no_context_takeover max_window_bits=15'],
  ['no_context_takeover max_window_bits=9', 'no_context_takeover', ''],
];

/** The 90 cases of group 12 and the 126 of group 13. */
export function compressionCases(count: MessageCount): readonly ConformanceCase[] {
  const plain = termsOf(['']);
  return [
    ...files.flatMap((file, index) => group(`12.${index + 1}`, file, plain, count)),
    ...bindings.flatMap((bound, index) => group(`13.${index + 1}`, json, termsOf(bound), count)),
  ];
}

function group(
  id: string,
  file: Compressible,
  deflate: DeflateTerms,
  count: MessageCount,
): readonly ConformanceCase[] {
  return shapes.map(([size, frameOctets], index) => {
    const make = file.type === 'text' ? text : binary;
    const messages = () => windows(file, size, count(size)).map((payload) => make(payload));
    const script = (): readonly Action[] =>
      messages().flatMap((message, at) => [
        { type: 'send-compressed' as const, message, frameOctets },
        { type: 'await-events' as const, count: at + 1 },
      ]);
    const title = `${count(size)} messages of ${size}, ${frameOctets === 0 ? 'unfragmented' : `in frames of ${frameOctets}`}: ${file.name}; ${deflate.answers[0] ?? ''}`;
    return { ...echoCase(`${id}.${index + 1}`, title, script, () => messages().map(echoOf)), deflate };
  });
}

function termsOf(bound: readonly string[]): DeflateTerms {
  return {
    offers: bound.map((words) => `${said('server', words)}; ${alsoOffered}`),
    answers: bound.map((words) => said('client', words)),
  };
}

function said(side: 'client' | 'server', words: string): string {
  const parameters = words.split(' ').filter((word) => word !== '');
  return ['permessage-deflate', ...parameters.map((word) => `${side}_${word}`)].join('; ');
}
