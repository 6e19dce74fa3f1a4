import { spawn } from 'node:child_process';
import { createServer, connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { AccountSASPermissions, AccountSASResourceTypes, AccountSASServices, BlobServiceClient, generateAccountSASQueryParameters, SASProtocol, StorageSharedKeyCredential } from '@azure/storage-blob';

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

/** For tests: Azurite's blob service in memory, a process of its own. */
export async function testAzurite(): Promise<TestAzurite> {
  const port = await freePort();
  const main = fileURLToPath(import.meta.resolve('azurite/dist/src/blob/main.js'));
  const child = spawn(process.execPath, [main, '--blobHost', '127.0.0.1', '--blobPort', String(port), '--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry', '--silent'], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => { child.once('close', () => resolve()); });
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`Azurite ended with ${child.exitCode}`);
    await wait(50);
  }
  const credential = new StorageSharedKeyCredential(account, key);
  const endpoint = `http://127.0.0.1:${port}/${account}`;
  return {
    endpoint,
    service: new BlobServiceClient(endpoint, credential),
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
  return { endpoint: `http://127.0.0.1:${port}${to.pathname}`, breakAfter: (bytes) => { left = bytes; }, close: () => { server.close(); for (const socket of sockets) socket.destroy(); } };
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
