import { closeCodeMayTravel } from '@sansws/testing';
import { expect, test } from 'vitest';
import { establish, receive, send } from '../../src/connection/index.ts';

const { connection } = establish({ role: 'client' }, 0);

test('CL8 all 65,536 status codes in a received Close', () => {
  const wrong: number[] = [];
  for (let code = 0; code < 65_536; code++) {
    const { events } = receive(connection, Uint8Array.of(0x88, 2, code >> 8, code & 0xff), 0);
    const closing = events.find((event) => event.type === 'closing');
    const failed = events.find((event) => event.type === 'failed');
    const right = closeCodeMayTravel(code)
      ? failed === undefined && closing?.statusCode === code && closing.by === 'remote'
      : failed?.violation.name === 'close-code-not-allowed' && failed.violation.offset === 3;
    if (!right) wrong.push(code);
  }
  expect(wrong).toEqual([]);
});

test('CL8 all 65,536 status codes in a Close to send', () => {
  const wrong: number[] = [];
  for (let code = 0; code < 65_536; code++) {
    const step = send(connection, { type: 'close', statusCode: code }, 0);
    if (step.ok !== closeCodeMayTravel(code)) wrong.push(code);
  }
  expect(wrong).toEqual([]);
});
