/** Octets and time for the tests, and the law that it makes no difference how a head is cut into chunks. */
import { expect } from 'vitest';
import { gathered } from '../../src/bytes/gathered.ts';
import type { HeadKind, HeadLimits } from '../../src/http/head-machine.ts';
import type { HeadReader } from '../../src/http/head-reader.ts';
import { emptyHeadReader, readHead } from '../../src/http/head-reader.ts';
import { defaultLimits } from '../../src/vocabulary/limits.ts';

/** Milliseconds of CPU that `work` takes: what else the machine does is not counted. */
export function cpuMilliseconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** What reading came to: the head's text or the failure's name, and how many octets were used. */
export interface Outcome {
  readonly head: string | null;
  readonly failure: string | null;
  readonly used: number;
}

/** One octet for each character, up to U+00FF. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function outcomeOf(
  kind: HeadKind,
  chunks: readonly Uint8Array[],
  limits: HeadLimits = defaultLimits('server'),
): Outcome {
  return goOn(emptyHeadReader(kind), chunks, limits, 0);
}

/** The outcome for `text`, after a look whether it is the same whole, octet by octet and in every two cuts. */
export function inEveryCut(
  kind: HeadKind,
  text: string,
  limits: HeadLimits = defaultLimits('server'),
): Outcome {
  const octets = latin1(text);
  const whole = outcomeOf(kind, [octets], limits);
  // The readers that octet by octet gives; two cuts must pass through the same ones.
  const readers: HeadReader[] = [emptyHeadReader(kind)];
  for (let index = 0; index < whole.used; index++) {
    const last = readers.at(-1) as HeadReader;
    const progress = readHead(last, octets.slice(index, index + 1), 0, limits);
    const isEnd = progress.head !== null && index === whole.used - 1;
    expect([progress.failure, isEnd || progress.head === null]).toEqual([null, true]);
    readers.push(progress.reader);
  }
  expect(
    outcomeOf(
      kind,
      [...octets].map((octet) => Uint8Array.of(octet)),
      limits,
    ),
  ).toEqual(whole);
  for (let first = 0; first <= octets.length; first++) {
    expect(outcomeOf(kind, [octets.subarray(0, first), octets.subarray(first)], limits)).toEqual(whole);
    const from = readers[first];
    if (from === undefined) continue;
    for (let second = first + 1; second < whole.used; second++) {
      const { reader, head, failure, next } = readHead(from, octets.subarray(0, second), first, limits);
      if (head !== null || failure !== null || next !== second || !isSame(reader, readers[second])) {
        expect.fail(`cut at ${first} and ${second}: ${JSON.stringify(text)}`);
      }
    }
  }
  return whole;
}

function goOn(from: HeadReader, chunks: readonly Uint8Array[], limits: HeadLimits, before: number): Outcome {
  let reader = from;
  let used = before;
  for (const chunk of chunks) {
    const progress = readHead(reader, chunk, 0, limits);
    reader = progress.reader;
    used += progress.next;
    if (progress.failure !== null) return { head: null, failure: progress.failure.name, used };
    if (progress.head !== null)
      return { head: Buffer.from(progress.head).toString('latin1'), failure: null, used };
  }
  return { head: null, failure: null, used };
}

function isSame(left: HeadReader, right: HeadReader | undefined): boolean {
  if (right === undefined) return false;
  const [a, b] = [left.position, right.position];
  return (
    left.kind === right.kind &&
    a.place === b.place &&
    a.lineOctets === b.lineOctets &&
    a.lines === b.lines &&
    a.headOctets === b.headOctets &&
    Buffer.compare(gathered(left.octets), gathered(right.octets)) === 0
  );
}
