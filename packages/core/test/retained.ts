/** What a value holds on to, counted: every memory that can be reached from it, whole. */

/** Octets of all the memory behind the typed arrays that `value` can reach, each counted once. */
export function retainedBy(value: unknown): number {
  const seen = new Set<unknown>();
  const waiting: unknown[] = [value];
  let octets = 0;
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    if (ArrayBuffer.isView(next)) waiting.push(next.buffer);
    else if (next instanceof ArrayBuffer) octets += next.byteLength;
    else waiting.push(...Object.values(next));
  }
  return octets;
}

/** The median of how much longer `work` takes for twice as much, in CPU time: about 2 when time is linear. */
export function growth(work: (count: number) => void, count: number): number {
  work(count);
  const ratio = medianRatio(work, count);
  // Collectors and compilers are counted, too: what looks steep is looked at once more, on more work.
  return ratio <= linear ? ratio : medianRatio(work, 2 * count);
}

function medianRatio(work: (count: number) => void, count: number): number {
  const ratios = Array.from({ length: 5 }, () => timeOf(work, 2 * count) / timeOf(work, count));
  return [...ratios].sort((left, right) => left - right)[2] as number;
}

/** What is still linear on a noisy machine: quadratic work would give 4. */
export const linear = 3;

function timeOf(work: (count: number) => void, count: number): number {
  const before = process.cpuUsage();
  work(count);
  const { user, system } = process.cpuUsage(before);
  return Math.max(1, user + system);
}
