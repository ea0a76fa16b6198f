/**
 * Top floor: a connection with all that RFC 6455 asks of an endpoint (§6, §7).
 *
 * @module
 */
export * from './command.ts';
export type {
  AwaitedPong,
  Closed,
  Closing,
  Connecting,
  Connection,
  ConnectionOptions,
  Keepalive,
  Open,
  Phase,
  Settings,
} from './connection.ts';
export * from './elapse.ts';
export * from './event.ts';
export { octetsMissing } from './missing.ts';
export * from './open.ts';
export { receive } from './receive.ts';
export { receiveEnd } from './receive-end.ts';
export { plainFrame, send } from './send.ts';
export * from './snapshot.ts';
export type { Step, TransportOrder } from './step.ts';
export { transitions } from './transitions.ts';
export type { Happening, PhaseName } from './transitions.ts';
