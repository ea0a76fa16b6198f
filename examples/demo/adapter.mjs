/**
 * The adapter of the runtime that this is: the same names, options and sockets from each.
 */
export const runtime = 'Deno' in globalThis ? 'deno' : 'Bun' in globalThis ? 'bun' : 'node';

export const { connect, listen } = await import(`@sansws/${runtime}`);
