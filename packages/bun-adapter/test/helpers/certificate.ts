/** Certificates by authorities of our own, each by another: not everyone takes one that vouches for itself. */
import { generate } from 'selfsigned';

export interface Certificate {
  /** The certificate and that of its authority. */
  readonly cert: string;
  readonly key: string;
}

async function make(name: string): Promise<Certificate> {
  const authority = await generate([{ name: 'commonName', value: `authority of ${name}` }], {
    keySize: 2048,
    extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
  });
  const made = await generate([{ name: 'commonName', value: name }], {
    keySize: 2048,
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
/** Both authorities. */
export const caCerts: string[] = [certificate.cert, foreignCertificate.cert];
