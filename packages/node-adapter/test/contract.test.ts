import { permessageDeflate } from '@sansws/core/permessage-deflate';
import { zlibEngine } from '@sansws/deflate-zlib';
import { contractCases, deflateCases, testsOf } from '@sansws/testing/contract';
import { carrierCases, netWorld } from '@sansws/testing/contract-net';
import type { NetAdapter } from '@sansws/testing/contract-net';
import { test } from 'vitest';
import { connect, listen } from '../src/index.ts';
import { certificate as made, foreignCertificate, refusedCertificates } from './helpers/certificate.ts';

const certificate = await made;
const node: NetAdapter = {
  name: 'Node',
  certificate,
  foreign: await foreignCertificate,
  refused: await refusedCertificates(),
  listen,
  connect: (uri, options, trusted = [certificate]) =>
    connect(uri, { ...options, tls: { ca: trusted.map(({ cert }) => cert) } }),
};

const compressed = deflateCases(() => permessageDeflate({ engine: zlibEngine() }));

for (const carrier of ['TCP', 'TLS', 'Unix socket'] as const) {
  const cases = [...contractCases, ...compressed, ...carrierCases(node, carrier)];
  for (const { name, lacks, run } of testsOf(netWorld(node, carrier), cases)) {
    test.runIf(lacks.length === 0)(name, run);
  }
}
