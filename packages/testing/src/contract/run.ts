/**
 * Runs the cases of the contract in a world: under any test runner, or as a plain program.
 *
 * @module
 */

import { ContractError } from './assert.ts';
import type { Ability, RawPeer, World } from './world.ts';

/** One sentence of the contract. */
export interface ContractCase {
  readonly name: string;
  /** What the transport must be able to do for it. */
  readonly needs?: readonly Ability[];
  run(world: World): Promise<void>;
}

/** A case made ready for a world. */
export interface ContractTest {
  readonly name: string;
  /** What this world lacks for it; then it is not to be run. */
  readonly lacks: readonly Ability[];
  readonly run: () => Promise<void>;
}

/** How long one case may take, in milliseconds. */
const longestCase = 30_000;

/** Makes cases ready for a world. Whatever a case opens is closed behind it. */
export function testsOf(world: World, cases: readonly ContractCase[]): readonly ContractTest[] {
  return cases.map((one) => ({
    name: `${world.name}: ${one.name}`,
    lacks: (one.needs ?? []).filter((need) => !world.abilities[need]),
    run: () => {
      const running = runCase(world, one);
      return world.carry === undefined ? running : world.carry(running);
    },
  }));
}

async function runCase(world: World, one: ContractCase): Promise<void> {
  const open: (() => unknown)[] = [];
  let callOff = nothing;
  const late = new Promise<never>((_, reject) => {
    const error = new ContractError(`this took more than ${longestCase} ms`);
    callOff = world.clock.after(longestCase, () => reject(error));
  });
  try {
    await Promise.race([one.run(watchedOver(world, open)), late]);
  } finally {
    callOff();
    // Bare peers first: no server has to wait for them then.
    for (const end of open.reverse()) await end();
  }
}

/** The same world; what is opened in it is noted, to be ended. */
function watchedOver(world: World, open: (() => unknown)[]): World {
  const noted = (peer: RawPeer): RawPeer => {
    open.push(() => peer.reset());
    return peer;
  };
  return {
    ...world,
    listen: async (options) => {
      const place = await world.listen(options);
      open.push(() => place.close({ deadline: 200 }));
      return {
        get connections() {
          return place.connections;
        },
        connect: (asked) => place.connect(asked),
        dial: async () => noted(await place.dial()),
        close: (how) => place.close(how),
      };
    },
    listenRaw: async (serve) => {
      const place = await world.listenRaw((peer) => serve(noted(peer)));
      open.push(() => place.close());
      return place;
    },
  };
}

/** What came of the contract. */
export interface ContractReport {
  readonly passed: readonly string[];
  readonly leftOut: readonly string[];
  readonly failed: readonly { readonly name: string; readonly error: unknown }[];
}

/** Runs all, one after the other; `say` is told a line for each. */
export async function runContract(
  tests: readonly ContractTest[],
  say: (line: string) => void = () => {},
): Promise<ContractReport> {
  const passed: string[] = [];
  const leftOut: string[] = [];
  const failed: { name: string; error: unknown }[] = [];
  for (const { name, lacks, run } of tests) {
    if (lacks.length > 0) {
      leftOut.push(name);
      say(`- ${name} (lacks ${lacks.join(', ')})`);
      continue;
    }
    try {
      await run();
      passed.push(name);
      say(`✓ ${name}`);
    } catch (error) {
      failed.push({ name, error });
      say(`✗ ${name}\n    ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  return { passed, leftOut, failed };
}

function nothing(): void {}
