import { expect, test } from 'vitest';
import { agreedBy, answers, answerTo, sidesOf } from '../../../src/extension/permessage-deflate/agreement.ts';
import type { ServerPreferences } from '../../../src/extension/permessage-deflate/agreement.ts';
import type { DeflateParameters, WindowBits } from '../../../src/extension/permessage-deflate/parameters.ts';

const noPreference: ServerPreferences = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
};

test('a server without preferences answers what it is asked and no more', () => {
  const offers: readonly DeflateParameters[] = [
    {},
    { serverNoContextTakeover: true },
    { clientNoContextTakeover: true },
    { serverMaxWindowBits: 9 },
    { serverMaxWindowBits: 15 },
    { clientMaxWindowBits: 10 },
    { clientMaxWindowBits: 8 },
  ];
  for (const offer of offers) expect(answerTo(offer, noPreference)).toEqual(offer);
  expect(answerTo({ clientMaxWindowBits: true }, noPreference)).toEqual({});
});

test('a server with preferences takes the smaller window, and limits a client only if that can be limited', () => {
  const preferences: ServerPreferences = {
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
    serverMaxWindowBits: 12,
    clientMaxWindowBits: 11,
  };
  const noContexts = { serverNoContextTakeover: true, clientNoContextTakeover: true };
  expect(answerTo({}, preferences)).toEqual({ ...noContexts, serverMaxWindowBits: 12 });
  expect(answerTo({ serverMaxWindowBits: 10, clientMaxWindowBits: true }, preferences)).toEqual({
    ...noContexts,
    serverMaxWindowBits: 10,
    clientMaxWindowBits: 11,
  });
  expect(answerTo({ clientMaxWindowBits: 9 }, preferences)).toEqual({
    ...noContexts,
    serverMaxWindowBits: 12,
    clientMaxWindowBits: 9,
  });
});

test('a window of 8 bits is not promised: the offer that asks for one is declined', () => {
  expect(answerTo({ serverMaxWindowBits: 8 }, noPreference)).toBeNull();
});

test('every answer of a server answers the offer', () => {
  const bits: readonly WindowBits[] = [8, 9, 12, 15];
  const flags = [true, false];
  for (const serverNoContextTakeover of flags) {
    for (const clientNoContextTakeover of flags) {
      for (const server of [undefined, ...bits]) {
        for (const client of [undefined, true, ...bits] as const) {
          for (const preferred of [9, 12, 15] as const) {
            const offer: DeflateParameters = {
              ...(serverNoContextTakeover ? { serverNoContextTakeover } : {}),
              ...(clientNoContextTakeover ? { clientNoContextTakeover } : {}),
              ...(server === undefined ? {} : { serverMaxWindowBits: server }),
              ...(client === undefined ? {} : { clientMaxWindowBits: client }),
            };
            const preferences = {
              ...noPreference,
              serverMaxWindowBits: preferred,
              clientMaxWindowBits: preferred,
            };
            const answer = answerTo(offer, preferences);
            if (server === 8) expect(answer).toBeNull();
            else expect(answers(offer, answer as DeflateParameters)).toBe(true);
          }
        }
      }
    }
  }
});

test('an answer grants what was asked for', () => {
  expect(answers({}, { serverNoContextTakeover: true, clientNoContextTakeover: true })).toBe(true);
  // Unasked, its own window too (§7.1.2.1): 15 as well, which goes without saying.
  expect(answers({}, { serverMaxWindowBits: 9 })).toBe(true);
  expect(answers({}, { serverMaxWindowBits: 15 })).toBe(true);
  expect(answers({ serverNoContextTakeover: true }, {})).toBe(false);
  expect(answers({ serverMaxWindowBits: 10 }, {})).toBe(false);
  expect(answers({ serverMaxWindowBits: 10 }, { serverMaxWindowBits: 11 })).toBe(false);
  expect(answers({ serverMaxWindowBits: 10 }, { serverMaxWindowBits: 10 })).toBe(true);
  expect(answers({}, { clientMaxWindowBits: 15 })).toBe(false);
  expect(answers({ clientMaxWindowBits: true }, { clientMaxWindowBits: 8 })).toBe(true);
  expect(answers({ clientMaxWindowBits: 10 }, { clientMaxWindowBits: 10 })).toBe(true);
  expect(answers({ clientMaxWindowBits: 10 }, { clientMaxWindowBits: 11 })).toBe(false);
});

test('what an answer does not say is 15 bits and contexts taken over', () => {
  expect(agreedBy({})).toEqual({
    serverNoContextTakeover: false,
    clientNoContextTakeover: false,
    serverMaxWindowBits: 15,
    clientMaxWindowBits: 15,
  });
  expect(agreedBy({ clientMaxWindowBits: true }).clientMaxWindowBits).toBe(15);
  expect(
    agreedBy({ clientMaxWindowBits: 9, serverMaxWindowBits: 10, serverNoContextTakeover: true }),
  ).toEqual({
    serverNoContextTakeover: true,
    clientNoContextTakeover: false,
    serverMaxWindowBits: 10,
    clientMaxWindowBits: 9,
  });
});

test('each end has its own compressor, and the other’s habit', () => {
  const agreed = agreedBy({ serverNoContextTakeover: true, serverMaxWindowBits: 9, clientMaxWindowBits: 12 });
  expect(sidesOf('server', agreed)).toEqual({
    localNoContextTakeover: true,
    localMaxWindowBits: 9,
    remoteNoContextTakeover: false,
    remoteMaxWindowBits: 12,
  });
  expect(sidesOf('client', agreed)).toEqual({
    localNoContextTakeover: false,
    localMaxWindowBits: 12,
    remoteNoContextTakeover: true,
    remoteMaxWindowBits: 9,
  });
});
