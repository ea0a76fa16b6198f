import { fileURLToPath } from 'node:url';
import { permessageDeflate } from '@sansws/core/permessage-deflate';
import { zlibEngine } from '@sansws/deflate-zlib';
import { contractCases, deflateCases, testsOf } from '@sansws/testing/contract';
import { carrierCases, netWorld, processCases } from '@sansws/testing/contract-net';
import type { NetAdapter } from '@sansws/testing/contract-net';
import { test } from 'vitest';
import { connect, listen } from '../src/index.ts';
import { certificate, foreignCertificate, refused } from './helpers/certificate.ts';

const deno: NetAdapter = {
  name: 'Deno',
  certificate,
  foreign: foreignCertificate,
  refused,
  // Closing a connection that is in its TLS handshake ends the handshake, and leaves the socket open.
  abilities: { handshakeDrop: false },
  listen,
  connect: (uri, options, trusted = [certificate]) =>
    connect(uri, { ...options, tls: { caCerts: trusted.map(({ cert }) => cert) } }),
};

/** A `node:tls` socket of Deno goes on reading when nobody does: network.test.ts has a peer of Deno's own instead. */
const needsPatientPeer =
  /^Deno, TLS: TR5 a (?:client|server) waits for a (?:client|server) that reads nothing/u;

const compressed = deflateCases(() => permessageDeflate({ engine: zlibEngine() }));

const program = fileURLToPath(new URL('helpers/program.ts', import.meta.url));
const processes = processCases(deno, [process.execPath, 'run', '-A', '--conditions=@sansws/source', program]);

for (const carrier of ['TCP', 'TLS', 'Unix socket'] as const) {
  const cases = [
    ...contractCases,
    ...compressed,
    ...carrierCases(deno, carrier),
    ...(carrier === 'TCP' ? processes : []),
  ];
  for (const { name, lacks, run } of testsOf(netWorld(deno, carrier), cases)) {
    test.runIf(lacks.length === 0 && !needsPatientPeer.test(name))(name, run);
  }
}
