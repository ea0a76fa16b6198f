import { runtime } from '../src/runtimes.ts';
import { overSocketsOf } from './over-sockets.ts';

overSocketsOf('Deno', runtime('Deno'));
