import type { Connection } from './connection.ts';
export function snapshot(_c: Connection): unknown {
  return null;
}
