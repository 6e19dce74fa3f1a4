import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { AccountSASPermissions, AccountSASResourceTypes, AccountSASServices, BlobServiceClient, generateAccountSASQueryParameters, SASProtocol, StorageSharedKeyCredential, type StoragePipelineOptions } from '@azure/storage-blob';
import { generate } from 'selfsigned';

/** The emulator's documented development account. */
const account = 'devstoreaccount1';
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface TestAzurite {
  readonly endpoint: string;
  /** With all rights. */
  readonly service: BlobServiceClient;
  /** Shared access signature over the account. */
  sas(permissions?: string): string;
  close(): Promise<void>;
}

/** For tests: a certificate for 127.0.0.1, as files. */
export interface ServerCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  /** PEM; it is its own authority. */
  readonly ca: string;
}

/** For tests: Azurite's blob service in memory, a process of its own; with a certificate over TLS, where it also takes Entra's tokens by issuer, audience and time. */
export async function testAzurite(tls: ServerCertificate | null = null): Promise<TestAzurite> {
  const port = await freePort();
  const main = fileURLToPath(import.meta.resolve('azurite/dist/src/blob/main.js'));
  const secured = tls === null ? [] : ['--cert', tls.certFile, '--key', tls.keyFile, '--oauth', 'basic'];
  const child = spawn(process.execPath, [main, '--blobHost', '127.0.0.1', '--blobPort', String(port), '--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry', '--silent', ...secured], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => { child.once('close', () => resolve()); });
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`Azurite ended with ${child.exitCode}`);
    await wait(50);
  }
  const credential = new StorageSharedKeyCredential(account, key);
  const endpoint = `${tls === null ? 'http' : 'https'}://127.0.0.1:${port}/${account}`;
  const options: StoragePipelineOptions & { readonly tlsOptions?: { readonly ca: string } } = tls === null ? {} : { tlsOptions: { ca: tls.ca } };
  return {
    endpoint,
    service: new BlobServiceClient(endpoint, credential, options),
    sas: (permissions = 'rwdlac') => generateAccountSASQueryParameters({
      expiresOn: new Date(Date.now() + 3_600_000), permissions: AccountSASPermissions.parse(permissions), protocol: SASProtocol.HttpsAndHttp,
      resourceTypes: AccountSASResourceTypes.parse('sco').toString(), services: AccountSASServices.parse('b').toString(),
    }, credential).toString(),
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** For tests: the same address through a wire that breaks when the client has sent so many bytes; `Infinity`: never. */
export async function breakingWire(endpoint: string): Promise<{ readonly endpoint: string; breakAfter(bytes: number): void; close(): void }> {
  const to = new URL(endpoint);
  let left = Number.POSITIVE_INFINITY;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(to.port), to.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => { client.destroy(); upstream.destroy(); });
    }
    client.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) client.destroy();
      else upstream.write(chunk);
    });
    upstream.pipe(client);
  });
  const port = await new Promise<number>((resolve) => { server.listen(0, '127.0.0.1', () => { const address = server.address(); resolve(typeof address === 'object' && address !== null ? address.port : 0); }); });
  return { endpoint: `${to.protocol}//127.0.0.1:${port}${to.pathname}`, breakAfter: (bytes) => { left = bytes; }, close: () => { server.close(); for (const socket of sockets) socket.destroy(); } };
}

/** For tests: a certificate for 127.0.0.1 in a folder. */
export async function testCertificate(folder: string): Promise<ServerCertificate> {
  const pems = await generate([{ name: 'commonName', value: '127.0.0.1' }], { keySize: 2048, extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }, { name: 'basicConstraints', cA: true }] });
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(certFile, pems.cert);
  writeFileSync(keyFile, pems.private);
  return { certFile, keyFile, ca: pems.cert };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
    socket.on('error', () => resolve(false));
  });
}
