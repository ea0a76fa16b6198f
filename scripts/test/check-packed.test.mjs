import { expect, test } from 'vitest';
import { packedExamples } from '../check-packed.mjs';

const fence = (code) => `# A page\n\n\`\`\`ts\n${code}\n\`\`\`\n`;

test('the first example of the front page runs on each runtime, from its own adapter', () => {
  const front = `${fence("import { listen } from '@sansws/node';")}${fence('never();')}`;
  expect(packedExamples(front, new Map()).map(({ on, code }) => [on, code])).toEqual([
    [['node'], "import { listen } from '@sansws/node';\n"],
    [['deno'], "import { listen } from '@sansws/deno';\n"],
    [['bun'], "import { listen } from '@sansws/bun';\n"],
  ]);
});

test('an adapter’s page runs on its runtime, any other page on all', () => {
  const pages = new Map([
    ['packages/bun-adapter/README.md', fence('bun();')],
    ['packages/core/README.md', fence('core();')],
  ]);
  const others = packedExamples(fence('first();'), pages).slice(3);
  expect(others.map(({ name, on }) => [name, on])).toEqual([
    ['packages/bun-adapter/README.md:4', ['bun']],
    ['packages/core/README.md:4', ['node', 'deno', 'bun']],
  ]);
});
