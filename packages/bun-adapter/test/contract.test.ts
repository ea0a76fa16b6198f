import { fileURLToPath } from 'node:url';
import { permessageDeflate } from '@sansws/core/permessage-deflate';
import { zlibEngine } from '@sansws/deflate-zlib';
import { contractCases, deflateCases, testsOf } from '@sansws/testing/contract';
import { carrierCases, netWorld, processCases } from '@sansws/testing/contract-net';
import type { NetAdapter } from '@sansws/testing/contract-net';
import { test } from 'vitest';
import { connect, listen } from '../src/index.ts';
import { certificate, foreignCertificate, refused } from './helpers/certificate.ts';

const bun: NetAdapter = {
  name: 'Bun',
  certificate,
  foreign: foreignCertificate,
  refused,
  listen,
  connect: (uri, options, trusted = [certificate]) =>
    connect(uri, { ...options, tls: { ca: trusted.map(({ cert }) => cert) } }),
};

const compressed = deflateCases(() => permessageDeflate({ engine: zlibEngine() }));

const program = fileURLToPath(new URL('helpers/program.ts', import.meta.url));
const processes = processCases(bun, [process.execPath, '--conditions=@sansws/source', program]);

for (const carrier of ['TCP', 'TLS', 'Unix socket'] as const) {
  const cases = [
    ...contractCases,
    ...compressed,
    ...carrierCases(bun, carrier),
    ...(carrier === 'TCP' ? processes : []),
  ];
  for (const { name, lacks, run } of testsOf(netWorld(bun, carrier), cases)) {
    test.runIf(lacks.length === 0)(name, run);
  }
}
