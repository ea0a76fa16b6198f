import { expect, test } from 'vitest';
import { differences } from '../check-jsr.mjs';

const manifest = {
  name: '@sansws/toy',
  version: '0.2.0',
  license: 'MIT',
  exports: { '.': { '@sansws/source': './src/index.ts' }, './package.json': './package.json' },
  dependencies: { '@sansws/core': 'workspace:*', pako: '3.0.3' },
};
const jsr = {
  name: '@sansws/toy',
  version: '0.2.0',
  license: 'MIT',
  exports: { '.': './src/index.ts' },
  imports: { '@sansws/core': 'jsr:@sansws/core@0.2.0', pako: 'npm:pako@3.0.3' },
};

test('what fits is fine', () => {
  expect(differences('jsr.json', jsr, manifest)).toEqual([]);
});

test.each([
  ['version', '0.1.0'],
  ['exports', {}],
  ['imports', { '@sansws/core': 'jsr:@sansws/core@0.2.0', pako: 'npm:pako@2.0.0' }],
])('another %s is noticed', (key, value) => {
  const found = differences('jsr.json', { ...jsr, [key]: value }, manifest);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`"${key}" is to be`);
});
