/**
 * Just enough HTTP/1.1 for a fuzzer.
 *
 * @module
 */

import type { Socket } from 'node:net';

/** A head as lines, field names in lower case, and the octets that came after it. */
export interface Head {
  readonly lines: readonly string[];
  readonly early: Uint8Array;
}

/** Reads up to the empty line and leaves the socket without listeners of ours. */
export function readHead(socket: Socket): Promise<Head> {
  return new Promise((resolve, reject) => {
    let octets: Buffer = Buffer.alloc(0);
    const leave = (): void => {
      socket.off('data', onData).off('close', onClose).off('error', reject);
    };
    const onClose = (): void => {
      reject(new Error('the peer went away before the end of the head'));
    };
    const onData = (chunk: Buffer): void => {
      octets = Buffer.concat([octets, chunk]);
      const end = octets.indexOf('\r\n\r\n');
      if (end < 0) return;
      leave();
      const [start = '', ...fields] = octets.toString('latin1', 0, end).split('\r\n');
      resolve({ lines: [start, ...fields.map(lowerCaseName)], early: octets.subarray(end + 4) });
    };
    socket.on('data', onData).on('close', onClose).on('error', reject);
  });
}

/** The value of a field, or undefined. */
export function valueOf(head: Head, name: string): string | undefined {
  return head.lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
}

function lowerCaseName(line: string): string {
  const colon = line.indexOf(':');
  return `${line.slice(0, colon).toLowerCase()}: ${line.slice(colon + 1).trim()}`;
}
