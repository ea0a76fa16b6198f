/**
 * A certificate for this one run: made in memory, signed by itself, never written to a disk.
 */
import { generate } from 'selfsigned';

/** Key and certificate for `localhost` and 127.0.0.1, in the form that `node:tls` takes. */
export async function makeCertificate() {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    algorithm: 'sha256',
    keyType: 'ec',
    curve: 'P-256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}
