import { undiciPeer } from '../src/interop/undici-peer.ts';
import { websocketDriverPeer } from '../src/interop/websocket-driver-peer.ts';
import { wsPeer } from '../src/interop/ws-peer.ts';
import { interop } from './meetings.ts';

interop(wsPeer);
interop(undiciPeer);
interop(websocketDriverPeer);
