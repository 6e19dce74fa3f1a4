import { generate } from 'selfsigned';

/** A server certificate that is its own authority. */
export interface ServerCertificate {
  readonly keyPem: string;
  /** Also what a client passes as `ca`. */
  readonly certificatePem: string;
}

/** Makes a certificate for `localhost` and 127.0.0.1 that holds for 30 days. Elliptic curve: made in milliseconds. Clients tell authorities apart by their name. */
export async function makeCertificate(name = 'secure-score emulator'): Promise<ServerCertificate> {
  const hour = 3_600_000;
  const start = Date.now() - hour; // a client whose clock is a little behind still accepts it
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(start),
    notAfterDate: new Date(start + 30 * 24 * hour),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }, { type: 7, ip: '127.0.0.1' }] },
    ],
  });
  return { keyPem: made.private, certificatePem: made.cert };
}
