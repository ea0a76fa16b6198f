import { expect, test } from 'vitest';
import { failure, success } from '../../src/vocabulary/result.ts';

test('a result holds a value or a problem, never both', () => {
  expect(success('yes')).toEqual({ ok: true, value: 'yes' });
  expect(failure('no')).toEqual({ ok: false, problem: 'no' });
});
