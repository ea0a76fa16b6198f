import { expect, test } from 'vitest';
import { coreGreeters } from '../../src/dressed.ts';
import { handshakeDuality } from '../../src/laws/greeting.ts';
import type { Greeted, Greeter } from '../../src/subject.ts';
import { trial } from '../trial.ts';

type State = ReturnType<typeof coreGreeters.listen>;

test('our client and our server fit each other', () => {
  expect(() => handshakeDuality(coreGreeters, trial)).not.toThrow();
});

/** Our handshake, what it receives told otherwise. */
function spoilt(change: (greeted: Greeted<State>) => Greeted<State>): Greeter<State> {
  return { ...coreGreeters, receive: (state, chunk) => change(coreGreeters.receive(state, chunk)) };
}

/** Our handshake, with the server's idea of the request changed. */
function misheard(change: Partial<NonNullable<Greeted<State>['request']>>): Greeter<State> {
  return spoilt((greeted) => {
    return { ...greeted, request: greeted.request === null ? null : { ...greeted.request, ...change } };
  });
}

test('a server that does not hear the request as it was meant is found', () => {
  const deaf = spoilt((greeted) => ({ ...greeted, request: null }));
  expect(() => handshakeDuality(deaf, trial)).toThrow(/hears no request/);
  expect(() => handshakeDuality(misheard({ resourceName: '*' }), trial)).toThrow(/the resource is/);
  expect(() => handshakeDuality(misheard({ subprotocols: ['other'] }), trial)).toThrow(
    /the subprotocols are/,
  );
  expect(() => handshakeDuality(misheard({ fields: [] }), trial)).toThrow(/the fields are/);
});

test('a client that does not agree as the server meant it is found', () => {
  const stubborn = spoilt((greeted) => ({ ...greeted, agreed: null }));
  expect(() => handshakeDuality(stubborn, trial)).toThrow(/does not agree/);
  const agreeing = (agreed: NonNullable<Greeted<State>['agreed']>): Greeter<State> =>
    spoilt((greeted) => ({ ...greeted, agreed: greeted.agreed === null ? null : agreed }));
  expect(() => handshakeDuality(agreeing({ subprotocol: '?', fields: [] }), trial)).toThrow(
    /the client takes/,
  );
  const blind = spoilt((greeted) => {
    return { ...greeted, agreed: greeted.agreed === null ? null : { ...greeted.agreed, fields: [] } };
  });
  expect(() => handshakeDuality(blind, trial)).toThrow(/the client sees the fields/);
  const wasteful = spoilt((greeted) => ({ ...greeted, heard: [] }));
  expect(() => handshakeDuality(wasteful, trial)).toThrow(/behind the answer it hears/);
});
