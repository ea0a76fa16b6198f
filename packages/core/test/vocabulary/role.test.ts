import { expect, test } from 'vitest';
import { masks } from '../../src/vocabulary/role.ts';

test('a client masks every frame, a server none (RFC 6455 §5.1)', () => {
  expect(masks('client')).toBe(true);
  expect(masks('server')).toBe(false);
});
