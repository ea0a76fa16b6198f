/**
 * What each floor of core costs whoever bundles it: minified, and minified and gzipped.
 *
 * `node scripts/check-sizes.mjs` bundles each public name of core from the sources and compares it with the
 * budget in `sizes.json`. A name without a budget fails, and so does a budget that is far too large: it would
 * not notice anything. `--write` sets the budgets to what is there and 5 % more.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { publicNames } from './lib/fences.mjs';
import { isStarted, read, report, root } from './lib/house.mjs';

const budgetFile = 'scripts/sizes.json';

/** Budgets (name → gzipped octets) against sizes (name → { minified, gzipped }): what is wrong. */
export function compareSizes(sizes, budgets) {
  const problems = [];
  for (const [name, { gzipped }] of sizes) {
    const budget = budgets[name];
    if (budget === undefined) problems.push(`${name} has no budget in ${budgetFile}`);
    else if (gzipped > budget) problems.push(`${name}: ${gzipped} octets gzipped, the budget is ${budget}`);
    else if (gzipped * 1.5 < budget)
      problems.push(`${name}: ${gzipped} octets gzipped, a budget of ${budget} sees nothing`);
  }
  for (const name of Object.keys(budgets)) {
    if (!sizes.has(name)) problems.push(`${name} is in ${budgetFile} but not among the public names`);
  }
  return problems;
}

async function sizeOf(name) {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '${name}';`, resolveDir: join(root, 'packages/core'), loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['@sansws/source'],
    logLevel: 'silent',
  });
  const { contents } = outputFiles[0];
  return { minified: contents.length, gzipped: gzipSync(contents, { level: 9 }).length };
}

if (isStarted(import.meta.url)) {
  const sizes = new Map();
  const problems = [];
  for (const [name] of publicNames()) {
    if (name !== '@sansws/core' && !name.startsWith('@sansws/core/')) continue;
    try {
      sizes.set(name, await sizeOf(name));
    } catch (error) {
      sizes.set(name, { minified: 0, gzipped: 0 });
      problems.push(`${name} cannot be bundled: ${error.errors?.[0]?.text ?? error.message}`);
    }
  }
  if (process.argv.includes('--write')) {
    const budgets = Object.fromEntries(
      [...sizes].map(([name, { gzipped }]) => [name, Math.ceil(gzipped * 1.05)]),
    );
    writeFileSync(join(root, budgetFile), `${JSON.stringify(budgets, null, 2)}\n`);
  }
  const budgets = JSON.parse(read(budgetFile));
  for (const [name, { minified, gzipped }] of sizes) {
    console.log(
      `  ${name.padEnd(24)} ${String(minified).padStart(7)} minified ${String(gzipped).padStart(6)} gzipped` +
        `  (budget ${budgets[name] ?? 'missing'})`,
    );
  }
  report(
    'sizes',
    [...problems, ...(problems.length > 0 ? [] : compareSizes(sizes, budgets))],
    `${sizes.size} public names within budget`,
  );
}
