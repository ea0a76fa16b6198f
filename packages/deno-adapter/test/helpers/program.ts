/** The adapter in a process of its own. */
import { runProgram } from '@sansws/testing/contract-net';
import { connect, listen } from '../../src/index.ts';

// With no descriptors left Deno 2.9 panics, whoever accepts, unless something listens for a signal by then (README).
Deno.addSignalListener('SIGUSR2', () => {});

await runProgram({ connect, listen }, import.meta.url, process.argv.slice(2));
