import { createServer, type Server } from 'node:http';
import { createServer as createHttpsServer, get } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../emulator/server/certificate.ts';
import { isBypassed, outboundAgent, proxyOf, trustBehindProxy } from './proxy.ts';

const closing: (() => void)[] = [];
afterEach(() => { for (const close of closing.splice(0)) close(); });

function listening(server: Server | ReturnType<typeof createHttpsServer>): Promise<number> {
  closing.push(() => { server.closeAllConnections(); server.close(); });
  return new Promise((resolve) => { server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)); });
}

/** A proxy that opens tunnels and writes down who asked for what. */
async function proxy(status = 200): Promise<{ readonly port: number; readonly asked: { target: string; authorization: string }[] }> {
  const asked: { target: string; authorization: string }[] = [];
  const server = createServer();
  server.on('connect', (request, socket) => {
    asked.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] ?? '' });
    if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => { socket.write('HTTP/1.1 200 OK\r\n\r\n'); upstream.pipe(socket).pipe(upstream); });
    closing.push(() => { upstream.destroy(); socket.destroy(); });
    for (const end of [upstream, socket]) end.on('error', () => {});
  });
  return { port: await listening(server), asked };
}

async function secureServer(): Promise<{ readonly port: number; readonly ca: string }> {
  const { certificatePem, keyPem } = await makeCertificate();
  const port = await listening(createHttpsServer({ cert: certificatePem, key: keyPem }, (_, response) => response.end('hello')));
  return { port, ca: certificatePem };
}

function text(port: number, env: Readonly<Record<string, string>>, ca: string | null): Promise<string> {
  const agent = outboundAgent(env, ca);
  closing.push(() => agent.destroy());
  return new Promise((resolve, reject) => {
    get(`https://127.0.0.1:${port}/`, { agent }, (response) => {
      let all = '';
      response.on('data', (part) => { all += String(part); });
      response.on('end', () => resolve(all));
    }).on('error', reject);
  });
}

describe('connections to the outside', () => {
  it('go through the proxy, with its user and password, and trust the authorities of config', async () => {
    const [{ port, ca }, via] = [await secureServer(), await proxy()];
    expect(await text(port, { HTTPS_PROXY: `http://user:p%40ss@127.0.0.1:${via.port}` }, ca)).toBe('hello');
    expect(via.asked).toEqual([{ target: `127.0.0.1:${port}`, authorization: `Basic ${Buffer.from('user:p@ss').toString('base64')}` }]);
  });

  it('trust nobody else because of the proxy', async () => {
    const [{ port }, via] = [await secureServer(), await proxy()];
    await expect(text(port, { HTTPS_PROXY: `http://127.0.0.1:${via.port}` }, null)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it('go straight to the hosts of NO_PROXY, and everywhere without a proxy', async () => {
    const [{ port, ca }, via] = [await secureServer(), await proxy()];
    expect(await text(port, { HTTPS_PROXY: `http://127.0.0.1:${via.port}`, NO_PROXY: 'example.com,127.0.0.1' }, ca)).toBe('hello');
    expect(await text(port, {}, ca)).toBe('hello');
    expect(via.asked).toEqual([]);
  });

  it.each([[407, 'asks for a user and password (407)'], [403, 'refused a connection to 127.0.0.1:9 (403)']])('tell what the proxy says (%d), without its password', async (status, said) => {
    const via = await proxy(status);
    const error = await text(9, { HTTPS_PROXY: `http://user:hunter2hunter2@127.0.0.1:${via.port}` }, null).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'EPROXY', message: expect.stringContaining(said) });
    expect(String(error)).not.toContain('hunter2');
  });

  it('tell a proxy that is not there', async () => {
    await expect(text(9, { https_proxy: 'http://127.0.0.1:1' }, null)).rejects.toMatchObject({ code: 'EPROXY', message: expect.stringContaining('the proxy 127.0.0.1:1 cannot be reached') });
  });
});

it('a client that takes no agent trusts the authorities of config behind a proxy, and only there', async () => {
  const { port, ca } = await secureServer();
  trustBehindProxy({}, ca);
  await expect(text(port, {}, null)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  trustBehindProxy({ HTTPS_PROXY: 'http://127.0.0.1:1' }, ca);
  expect(await text(port, {}, null)).toBe('hello');
});

describe('what the environment says of proxies', () => {
  it('is read in the order of the Azure SDKs, in either case, with or without a scheme', () => {
    expect(proxyOf({})).toBeNull();
    expect(proxyOf({ HTTP_PROXY: 'http://b:1', https_proxy: 'a:3128' })?.host).toBe('a:3128');
    expect(proxyOf({ ALL_PROXY: 'http://c:2', HTTP_PROXY: 'http://b:1' })?.host).toBe('c:2');
    expect(() => proxyOf({ HTTPS_PROXY: 'socks5://user:hunter2@a:1' })).toThrow(/^HTTPS_PROXY names no http or https proxy(?!.*hunter2)/);
  });

  it.each([
    ['management.azure.com', '.azure.com', true], ['management.azure.com', 'azure.com', true], ['management.azure.com', '*.azure.com', true], ['azure.com', '.azure.com', true],
    ['evilazure.com', 'azure.com', false], ['a.example', '*', true], ['a.example', 'b.example, A.example', true], ['a.example', 'a.example:443', true], ['a.example', 'a.example:8443', false],
    ['10.0.0.1', '10.0.0.1', true], ['10.0.0.1', '0.0.1', false], ['::1', '::1', true], ['[::1]', '[::1]:443', true], ['a.example', '', false],
  ])('%s with NO_PROXY=%s', (host, list, bypassed) => {
    expect(isBypassed(host, 443, { NO_PROXY: list })).toBe(bypassed);
  });
});
