/** The program of `src/endpoint.ts` in Bun. */
import { connect, listen } from '@sansws/bun';
import { obey } from '../src/endpoint.ts';

await obey({ connect, listen });
