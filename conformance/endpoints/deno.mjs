/** The program of `src/endpoint.ts` in Deno. */
import { connect, listen } from '@sansws/deno';
import { obey } from '../src/endpoint.ts';

await obey({ connect, listen });
