/**
 * The contract of adapters: what every adapter and every duplex must do, as cases that run anywhere.
 *
 * @module
 */
export { contractCases } from './cases/all.ts';
export { deflateCases } from './cases/deflate.ts';
export { ContractError } from './assert.ts';
export { runContract, testsOf } from './run.ts';
export type { ContractCase, ContractReport, ContractTest } from './run.ts';
export type { AskOptions, Abilities, Ability, Place, RawPeer, RawPlace, World, WorldClock } from './world.ts';
