import { contractCases, testsOf } from '@sansws/testing/contract';
import { netWorld } from '@sansws/testing/contract-net';
import type { NetAdapter } from '@sansws/testing/contract-net';
import { test } from 'vitest';
import { connect, listen } from '../src/index.ts';
import { caCerts, certificate } from './helpers/certificate.ts';

const deno: NetAdapter = {
  name: 'Deno',
  certificate,
  listen,
  connect: (uri, options) => connect(uri, { ...options, tls: { caCerts } }),
};

/** A `node:tls` socket of Deno goes on reading when nobody does: tls.test.ts has peers of Deno's own instead. */
const needsPatientPeer =
  /^Deno, TLS: TR5 a (?:client|server) waits for a (?:client|server) that reads nothing/u;

for (const carrier of ['TCP', 'TLS', 'Unix socket'] as const) {
  for (const { name, lacks, run } of testsOf(netWorld(deno, carrier), contractCases)) {
    test.runIf(lacks.length === 0 && !needsPatientPeer.test(name))(name, run);
  }
}
