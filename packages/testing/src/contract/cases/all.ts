/**
 * The whole contract.
 *
 * @module
 */

import type { ContractCase } from '../run.ts';
import { backpressureCases } from './backpressure.ts';
import { closingCases } from './closing.ts';
import { faultCases } from './faults.ts';
import { limitCases } from './limits.ts';
import { messageCases } from './messages.ts';
import { openingCases } from './opening.ts';
import { timeCases } from './time.ts';

/** All cases, theme by theme. */
export const contractCases: readonly ContractCase[] = [
  ...openingCases,
  ...messageCases,
  ...backpressureCases,
  ...closingCases,
  ...faultCases,
  ...limitCases,
  ...timeCases,
];
