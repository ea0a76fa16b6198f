/**
 * The tests of the core as one module: each file by itself, vitest as in `within.mjs`, and what is Node's as in
 * `absent.mjs`. Its last words, `end`, can call `run()`.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { filesUnder, root } from '../../scripts/lib/house.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const elsewhere = /^(?:node:.*|@sansws\/deflate-zlib)$/;

/** The text of the module with the test files below `folder`. Laws are tried `runs` times. */
export async function bundleCore(runs, folder, end) {
  const files = filesUnder(folder, '').filter((path) => /\.test\.m?[jt]s$/u.test(path));
  const imports = files.map(
    (path) => `${JSON.stringify(path)}: () => import(${JSON.stringify(root + path)}),`,
  );
  const { outputFiles } = await build({
    stdin: {
      contents: `import ${JSON.stringify(here('absent.mjs'))};
        import { runAll } from ${JSON.stringify(here('within.mjs'))};
        const run = () => runAll({ ${imports.join('\n')} });
        ${end}`,
      resolveDir: here('.'),
    },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['@sansws/source'],
    banner: { js: `globalThis.sanswsRuns = ${runs};` },
    logLevel: 'error',
    plugins: [{ name: 'elsewhere', setup: lead }],
  });
  return outputFiles[0].text;
}

function lead(bundle) {
  bundle.onResolve({ filter: /^vitest$/ }, () => ({ path: here('within.mjs') }));
  bundle.onResolve({ filter: elsewhere }, () => ({ path: here('absent.mjs') }));
}
