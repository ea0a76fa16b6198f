import { contractCases, testsOf } from '@sansws/testing/contract';
import { netWorld } from '@sansws/testing/contract-net';
import type { NetAdapter } from '@sansws/testing/contract-net';
import { test } from 'vitest';
import { connect, listen } from '../src/index.ts';
import { certificate as made } from './helpers/certificate.ts';

const certificate = await made;
const deno: NetAdapter = {
  name: 'Deno',
  certificate,
  listen,
  connect: (uri, options) => connect(uri, { ...options, tls: { caCerts: [certificate.cert] } }),
};

for (const carrier of ['TCP', 'TLS', 'Unix socket'] as const) {
  for (const { name, lacks, run } of testsOf(netWorld(deno, carrier), contractCases)) {
    test.runIf(lacks.length === 0)(name, run);
  }
}
