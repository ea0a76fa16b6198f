/**
 * The table of cases: groups 1-7, 9 and 10, with the numbers by which the field knows them.
 *
 * @module
 */

import type { ConformanceCase } from './case.ts';
import { framing } from './1-framing.ts';
import { pingPong } from './2-ping-pong.ts';
import { reservedBits } from './3-reserved-bits.ts';
import { reservedOpcodes } from './4-opcodes.ts';
import { autoFragmentation, fragmentation } from './5-fragmentation.ts';
import { utf8 } from './6-utf8.ts';
import { closing } from './7-closing.ts';
import { limits } from './9-limits.ts';

/** The 247 cases about the protocol. */
export const protocolCases: readonly ConformanceCase[] = [
  ...framing,
  ...pingPong,
  ...reservedBits,
  ...reservedOpcodes,
  ...fragmentation,
  ...utf8,
  ...closing,
  ...autoFragmentation,
];

/** The 54 cases about size and speed. */
export const limitCases: readonly ConformanceCase[] = limits;

/** All 301. */
export const allCases: readonly ConformanceCase[] = [...protocolCases, ...limitCases];
