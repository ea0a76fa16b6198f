/** A certificate for localhost, made when it is first asked for. */
import { generate } from 'selfsigned';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

async function make(name: string): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: name }], {
    keySize: 2048,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  });
  return { cert: made.cert, key: made.private };
}

export const certificate: Promise<Certificate> = make('localhost');
export const foreignCertificate: Promise<Certificate> = make('elsewhere.example');
