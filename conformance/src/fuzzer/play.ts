/**
 * Plays one case over a connection and writes down what the peer did.
 *
 * @module
 */

import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { ConformanceCase } from '../vectors/case.ts';
import { close } from '../vectors/frames.ts';
import { compile, type WireStep } from './compile.ts';
import { leftPlain, type Observation } from './judge.ts';
import type { PeerLink } from './peer-link.ts';

/** Milliseconds for the answer to a Close, for a failure, for the end of TCP. */
const promptly = 1000;
/** Milliseconds for echoes, of which the largest is 16 MiB. */
const patiently = 30_000;
/** Milliseconds after which two writes surely arrive apart. */
const apart = 50;

/** Plays `row` and ends the connection. */
export async function play(row: ConformanceCase, link: PeerLink): Promise<Observation> {
  const findings: string[] = [];
  const gone = (): boolean => link.reader.close !== null || link.ended || link.reader.fault !== null;
  let peerFirst = false;
  for (const step of compile(row.script(), link.role, 'as-written', link.compression)) {
    peerFirst = gone();
    await perform(step, link, gone, findings);
  }
  if (row.outcome.type === 'failure') {
    peerFirst = await link.until(gone, promptly);
    if (!peerFirst) link.writeFrame(close(1001));
  }
  if (row.outcome.type === 'echo') {
    const wanted = row.events().length;
    await link.until(() => gone() || link.reader.events.length >= wanted, patiently);
    peerFirst = gone();
    link.writeFrame(close(1000));
  }
  const unclean = await theEnd(link, row.outcome.type, gone);
  link.destroy();
  findings.push(...leftPlain(row, link.reader));
  return {
    events: link.reader.events,
    closeCode: link.reader.close?.statusCode ?? null,
    peerFirst,
    fault: link.reader.fault,
    findings,
    unclean,
  };
}

async function perform(
  step: WireStep,
  link: PeerLink,
  gone: () => boolean,
  findings: string[],
): Promise<void> {
  switch (step.type) {
    case 'write':
      link.write(step.octets);
      await turn();
      return;
    case 'pause':
      await sleep(apart);
      return;
    case 'await-events':
      if (!(await link.until(() => gone() || link.reader.events.length >= step.count, patiently))) {
        findings.push(`event ${step.count} never came`);
      }
      return;
    case 'still-open':
      if (gone()) findings.push('the peer failed too early');
      return;
    case 'has-failed':
      if (!(await link.until(gone, promptly))) findings.push('the peer did not fail at the first fault');
      return;
  }
}

/** The closing handshake and the end of TCP, by the clock. */
async function theEnd(
  link: PeerLink,
  outcome: ConformanceCase['outcome']['type'],
  gone: () => boolean,
): Promise<string | null> {
  const answered = await link.until(gone, promptly);
  if (!answered) return `no Close within ${promptly} ms`;
  if (outcome === 'failure' && !link.ended) link.writeFrame(close(link.reader.close?.statusCode ?? 1002));
  // RFC 6455 §7.1.1: the server closes TCP first; a client waits for it.
  if (link.role === 'server') link.end();
  if (!(await link.until(() => link.ended, promptly))) return `TCP still up after ${promptly} ms`;
  return link.broken && outcome !== 'failure' ? 'TCP was reset' : null;
}
