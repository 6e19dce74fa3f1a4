import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer, request } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import type { Emulator } from '../../src/emulator/index.ts';

/** Local stand-ins for what the ways of signing in talk to, each answering as the real one does. */

/** A server on this machine and what it was asked. */
export interface Counterpart {
  readonly url: string;
  /** PEM of its certificate; empty for http. */
  readonly ca: string;
  readonly asked: { readonly method: string; readonly url: string; readonly headers: Readonly<Record<string, string | string[] | undefined>> }[];
  close(): void;
}

/** A token of the local Azure for Resource Manager, as its token endpoint gives it. */
export async function azureToken({ endpoints, caPem, env }: Emulator): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: env.AZURE_CLIENT_ID, client_secret: env.AZURE_CLIENT_SECRET, scope: 'https://management.azure.com/.default' });
  const sent = request(`${endpoints.authority}/${env.AZURE_TENANT_ID}/oauth2/v2.0/token`, { method: 'POST', ca: caPem, agent: false, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  sent.end(String(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response) text += String(part);
  return (JSON.parse(text) as { readonly access_token: string }).access_token;
}

/** A program `az` in a folder for PATH. `says`: what it prints, where and with which exit code; its arguments are written beside it. */
export async function azureCli(folder: string, says: { readonly out?: string; readonly err?: string; readonly code?: number }): Promise<{ readonly path: string; readonly log: string }> {
  const path = join(folder, 'bin');
  const log = join(folder, 'az.log');
  await mkdir(path, { recursive: true });
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  await writeFile(join(path, 'az'), `#!/bin/sh\nprintf '%s\\n' "$*" >> ${quoted(log)}\nprintf '%s' ${quoted(says.err ?? '')} >&2\nprintf '%s' ${quoted(says.out ?? '')}\nexit ${says.code ?? 0}\n`);
  await chmod(join(path, 'az'), 0o755);
  return { path, log };
}

/** What `az account get-access-token --output json` prints. */
export function azureCliAnswer(token: string, tenant: string): string {
  const expires = Math.floor(Date.now() / 1000) + 3600;
  return JSON.stringify({ accessToken: token, expiresOn: '2026-11-22 07:00:00.000000', expires_on: expires, subscription: '00000000-0000-4000-8000-000000000001', tenant, tokenType: 'Bearer' });
}

/** Answers over http or https. */
export async function counterpart(protocol: 'http' | 'https', answer: (request: IncomingMessage) => { readonly status?: number; readonly body: object }): Promise<Counterpart> {
  const asked: Counterpart['asked'] = [];
  const listener: RequestListener = (incoming: IncomingMessage, response: ServerResponse) => {
    asked.push({ method: incoming.method ?? '', url: incoming.url ?? '', headers: incoming.headers });
    const { status = 200, body } = answer(incoming);
    incoming.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  // A name of its own: of two authorities with one name OpenSSL tries the first.
  const made = await generate([{ name: 'commonName', value: 'counterpart' }], { keySize: 2048, extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }, { name: 'basicConstraints', cA: true }] });
  const server = protocol === 'http' ? createServer(listener) : createHttpsServer({ cert: made.cert, key: made.private }, listener);
  return { url: `${protocol}://127.0.0.1:${await portOf(server)}`, ca: protocol === 'http' ? '' : made.cert, asked, close: () => { server.closeAllConnections(); server.close(); } };
}

/** A proxy that opens tunnels for one user, and remembers where to. */
export async function tunnelProxy(user: string, password: string): Promise<{ readonly port: number; readonly targets: string[]; close(): void }> {
  const targets: string[] = [];
  const server = createServer();
  server.on('connect', (asked, socket) => {
    targets.push(asked.url ?? '');
    for (const event of ['error', 'close'] as const) socket.on(event, () => upstream?.destroy());
    const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const upstream = asked.headers['proxy-authorization'] === expected ? connect(Number((asked.url ?? '').split(':')[1]), '127.0.0.1') : null;
    if (upstream === null) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    upstream.on('error', () => socket.destroy());
    upstream.on('connect', () => { socket.write('HTTP/1.1 200 Connection established\r\n\r\n'); upstream.pipe(socket).pipe(upstream); });
  });
  return { port: await portOf(server), targets, close: () => { server.closeAllConnections(); server.close(); } };
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
