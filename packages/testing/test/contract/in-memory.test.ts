import { permessageDeflate } from '@sansws/core/permessage-deflate';
import { pakoEngine } from '@sansws/deflate-pako';
import { test } from 'vitest';
import { contractCases, deflateCases, testsOf } from '../../src/contract/index.ts';
import { randomScript } from '../../src/in-memory/index.ts';
import { memoryWorld } from './memory-world.ts';

// Delays would meet the deadlines of the cases, cuts meet nobody: whatever the pieces, the contract holds.
const { chunks = [] } = randomScript(6455);

const compressed = deflateCases(() => permessageDeflate({ engine: pakoEngine() }));

for (const world of [
  memoryWorld(),
  memoryWorld('in memory, cut at random', { chunks }),
  memoryWorld('in memory, little room', { capacity: 1_000 }),
]) {
  for (const { name, lacks, run } of testsOf(world, [...contractCases, ...compressed]))
    test.runIf(lacks.length === 0)(name, run);
}
