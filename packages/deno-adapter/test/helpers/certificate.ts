/** Certificates by authorities of our own, each by another: not everyone takes one that vouches for itself. */
import type { RefusedCertificate } from '@sansws/testing/contract-net';
import { generate } from 'selfsigned';

export interface Certificate {
  /** The certificate and that of its authority. */
  readonly cert: string;
  readonly key: string;
}

const day = 86_400_000;

/** A certificate that is good from so many days before today on, for so many days. */
async function make(name: string, since = 1, days = 365): Promise<Certificate> {
  const notBeforeDate = new Date(Date.now() - since * day);
  const notAfterDate = new Date(Number(notBeforeDate) + days * day);
  const authority = await generate([{ name: 'commonName', value: `authority of ${name}` }], {
    keySize: 2048,
    extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
  });
  const made = await generate([{ name: 'commonName', value: name }], {
    keySize: 2048,
    notBeforeDate,
    notAfterDate,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  });
  return { cert: `${made.cert}\n${authority.cert}`, key: made.private };
}

export const certificate: Certificate = await make('localhost');
export const foreignCertificate: Certificate = await make('elsewhere.example');
const selfSigned = await generate([{ name: 'commonName', value: 'localhost' }], {
  keySize: 2048,
  extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
});
const expired = await make('localhost', 10, 5);
const early = await make('localhost', -5, 10);

/** What nobody may take. */
export const refused: readonly RefusedCertificate[] = [
  { why: 'that has expired', certificate: expired, trusted: [expired] },
  { why: 'that is not good yet', certificate: early, trusted: [early] },
  {
    why: 'that vouches for itself',
    certificate: { cert: selfSigned.cert, key: selfSigned.private },
    trusted: [],
  },
];

/** Both authorities. */
export const caCerts: string[] = [certificate.cert, foreignCertificate.cert];
