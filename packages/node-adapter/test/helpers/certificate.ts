/** A certificate for localhost, made when it is first asked for. */
import type { RefusedCertificate } from '@sansws/testing/contract-net';
import { generate } from 'selfsigned';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const day = 86_400_000;

/** A certificate that is good from so many days before today on, for so many days. */
async function make(name: string, since = 1, days = 365): Promise<Certificate> {
  const notBeforeDate = new Date(Date.now() - since * day);
  const made = await generate([{ name: 'commonName', value: name }], {
    keySize: 2048,
    notBeforeDate,
    notAfterDate: new Date(Number(notBeforeDate) + days * day),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  });
  return { cert: made.cert, key: made.private };
}

export const certificate: Promise<Certificate> = make('localhost');
export const foreignCertificate: Promise<Certificate> = make('elsewhere.example');

/** What nobody may take. */
export async function refusedCertificates(): Promise<readonly RefusedCertificate[]> {
  const expired = await make('localhost', 10, 5);
  const early = await make('localhost', -5, 10);
  return [
    { why: 'that has expired', certificate: expired, trusted: [expired] },
    { why: 'that is not good yet', certificate: early, trusted: [early] },
    { why: 'that vouches for itself', certificate: await certificate, trusted: [] },
  ];
}
