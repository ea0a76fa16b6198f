import { expect, test } from 'vitest';
import { Deferred } from '../src/deferred.ts';

test('settled from outside; a rejection that nobody waits for kills nobody', async () => {
  const kept = new Deferred<number>();
  kept.resolve(1);
  expect(await kept.promise).toBe(1);
  const failed = new Deferred<number>();
  failed.reject(new Error('no'));
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  await expect(failed.promise).rejects.toThrow('no');
});
