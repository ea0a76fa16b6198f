/**
 * Which peers of Debian are installed on this machine.
 *
 * @module
 */

import { spawnSync } from 'node:child_process';

/** Looks for the program that answers `--version` or the like; its version, or null if it is not there. */
export function programVersion(program: string, flag: string): string | null {
  const { status, stdout, stderr } = spawnSync(program, [flag], { encoding: 'utf8', timeout: 20_000 });
  if (status !== 0) return null;
  return /\d+(?:\.\d+)+/u.exec(stdout + stderr)?.[0] ?? '?';
}

/** A Python that can import the module, and the module's version; null if there is none. */
export function pythonModule(module: string): { readonly python: string; readonly version: string } | null {
  // The first Python of the path need not be the one that Debian's packages belong to.
  for (const python of ['/usr/bin/python3', 'python3']) {
    const { status, stdout } = spawnSync(python, ['-c', `import ${module}; print(${module}.__version__)`], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    if (status === 0) return { python, version: stdout.trim() };
  }
  return null;
}
