import { expect, test } from 'vitest';
import { keepHead, keptFields, keptRequest, requestLine } from '../src/kept-head.ts';

test('what is kept is what was given', () => {
  const fields = [
    ['Host', 'example.com:80'],
    ['X-Empty', ''],
    ['X-Twice', 'a'],
    ['x-twice', 'b: c'],
  ] as const;
  const request = { method: 'GET', target: '/a?b=c', version: '1.1', fields };
  const head = keepHead(requestLine(request), fields);
  expect(keptFields(head)).toEqual(fields);
  expect(keptRequest(head)).toEqual(request);
});

test('no fields are no fields', () => {
  expect(keptFields(keepHead('', []))).toEqual([]);
  expect(keptRequest('')).toEqual({ method: '', target: '', version: '', fields: [] });
});
