/** A certificate for localhost by an authority of our own: Deno takes none that vouches for itself. */
import { generate } from 'selfsigned';

export interface Certificate {
  /** The certificate and that of its authority. */
  readonly cert: string;
  readonly key: string;
}

const authority = await generate([{ name: 'commonName', value: 'authority' }], {
  keySize: 2048,
  extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
});

async function make(name: string): Promise<Certificate> {
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
export const caCerts: string[] = [authority.cert];
