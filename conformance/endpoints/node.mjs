/** The program of `src/endpoint.ts` in a Node that runs TypeScript. */
import { connect, listen } from '@sansws/node';
import { obey } from '../src/endpoint.ts';

await obey({ connect, listen });
