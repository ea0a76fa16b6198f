/** The adapter in a process of its own. */
import { runProgram } from '@sansws/testing/contract-net';
import { connect, listen } from '../../src/index.ts';

await runProgram({ connect, listen }, import.meta.url, process.argv.slice(2));
