import { expect, test } from 'vitest';
import { anySession } from '../../src/extension/extension.ts';
import { session } from '../sessions.ts';

test('a session whose kind of state is forgotten is the same session', () => {
  const known = { ...session('x', 4), initial: 5 };
  expect(anySession(known)).toBe(known);
});
