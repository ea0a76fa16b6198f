// Contenders take turns in one process; each gets fresh input for each turn, made outside the clock. What is
// told is the median of the ratios of turns that lie side by side, so that a noisy machine disturbs both. Time
// is CPU time of the process, its garbage collection included: other programs on the machine do not count.

import v8 from 'node:v8';
import vm from 'node:vm';

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc');

/**
 * Milliseconds that one turn should take: short, so that the input of a turn stays small. Much input would make
 * the engine collect garbage while a contender runs that hardly leaves any.
 */
const turnMilliseconds = Number(process.env.BENCH_TURN ?? 2);
const warmUpMilliseconds = Number(process.env.BENCH_WARM_UP ?? 250);
const turns = Number(process.env.BENCH_TURNS ?? 61);

/**
 * `prepare(count)` makes input for `count` rounds, `run(input)` works it off and gives a number to compare, at once or
 * later. Both contenders must give the same number. Gives the speed of the first relative to the second, and the
 * nanoseconds of each for one of `messages`.
 */
export async function compare(ours, theirs, messages, milliseconds = turnMilliseconds) {
  for (const contender of [ours, theirs]) await warmUp(contender);
  const count = await roundsFor(theirs, milliseconds);
  const check = [await ours.run(ours.prepare(1)), await theirs.run(theirs.prepare(1))];
  if (check[0] !== check[1]) throw new Error(`The contenders disagree: ${check.join(' and ')}`);
  const ratios = [];
  const times = [[], []];
  for (let turn = 0; turn < turns; turn++) {
    const order = turn % 2 === 0 ? [0, 1] : [1, 0];
    const took = [0, 0];
    for (const index of order) {
      const contender = index === 0 ? ours : theirs;
      // What one contender runs longer, the other does too: both work off the same count.
      const input = contender.prepare(count);
      // What making the input left behind is not tidied up on a contender's time. Only the young generation:
      // a full collection would throw away compiled code. Twice, for what survives two moves no more: or the input
      // itself would be moved on a contender's time.
      collectGarbage({ type: 'minor' });
      collectGarbage({ type: 'minor' });
      const begin = process.cpuUsage();
      await contender.run(input);
      const { user, system } = process.cpuUsage(begin);
      took[index] = (user + system) / 1000;
    }
    ratios.push(took[1] / took[0]);
    times[0].push(took[0]);
    times[1].push(took[1]);
  }
  const perMessage = (all) => (median(all) * 1e6) / (count * messages);
  return { ratio: median(ratios), ours: perMessage(times[0]), theirs: perMessage(times[1]) };
}

/** Long enough for the optimising compiler to be done. */
async function warmUp(contender) {
  const begin = performance.now();
  for (let rounds = 0; rounds < 40 || performance.now() - begin < warmUpMilliseconds; rounds++) {
    await contender.run(contender.prepare(Math.min(64, rounds + 1)));
    if (performance.now() - begin > 4 * warmUpMilliseconds) return;
  }
}

/** How many rounds fill a turn. */
async function roundsFor(contender, milliseconds) {
  let count = 1;
  for (;;) {
    const input = contender.prepare(count);
    const begin = performance.now();
    await contender.run(input);
    const took = performance.now() - begin;
    if (took >= milliseconds || count >= 4096) return count;
    count = Math.max(count + 1, Math.ceil(count * Math.min(4, milliseconds / Math.max(took, 0.01))));
  }
}

export function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[sorted.length >> 1];
}

/** A table in Markdown. */
export function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
