import { request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import tls, { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { UserError } from '../domain/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** How long a proxy may take to open a connection, milliseconds. */
const patience = 30_000;

/** The proxy for https that the environment names, as curl and the Azure SDKs read it; null for none. @throws UserError when it is no address; shown without its password. */
export function proxyOf(env: Env): URL | null {
  const [name, value] = ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'].flatMap((key) => [key, key.toLowerCase()]).map((key) => [key, env[key] ?? ''] as const).find(([, text]) => text !== '') ?? ['', ''];
  if (value === '') return null;
  const url = URL.parse(value.includes('://') ? value : `http://${value}`);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '') return url;
  throw new UserError({ message: `${name} names no http or https proxy`, fix: `Write it as http://proxy.example:8080, or unset ${name}.` });
}

/** True for hosts that NO_PROXY names: themselves or a domain above them, with or without a port; `*` is every host. */
export function isBypassed(host: string, port: number, env: Env): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  const entries = (env['NO_PROXY'] ?? env['no_proxy'] ?? '').toLowerCase().split(/[\s,]+/).filter((entry) => entry !== '');
  return entries.some((entry) => {
    if (entry === '*') return true;
    const [, wanted = entry, only] = /^(.*?)(?::(\d+))?$/.exec(isIP(entry) === 6 ? `${entry}:` : entry) ?? [];
    if (only !== undefined && Number(only) !== port) return false;
    const suffix = wanted.replace(/^\[|\]:?$|:$/g, '').replace(/^\*?\./, '');
    return name === suffix || (isIP(name) === 0 && name.endsWith(`.${suffix}`));
  });
}

/**
 * Connections to https servers, through the environment's proxy where NO_PROXY does not except the host, trusting the given certificate authorities
 * either way: the Azure SDKs' own proxy support forgets them, so a proxy that re-signs TLS could not be used.
 */
export function outboundAgent(env: Env, ca: string | null, keepAlive = true): Agent {
  const proxy = proxyOf(env);
  const agent = new Agent({ keepAlive, ...(ca === null ? {} : { ca }) });
  if (proxy === null) return agent;
  const direct = agent.createConnection.bind(agent);
  agent.createConnection = (options, take) => {
    const host = options.host ?? 'localhost';
    const port = Number(options.port ?? 443);
    if (isBypassed(host, port, env)) return direct(options, take);
    openTunnel(proxy, host, port)
      .then((socket) => secured(socket, host, options.ca ?? ca))
      .then((socket) => take?.(null, socket), (error: Error) => take?.(error, new Duplex()));
    return undefined;
  };
  return agent;
}

/**
 * For clients of the SDKs that take no agent: behind a proxy they forget whom they are to trust, so all of this process trusts them. Does nothing without a
 * proxy, and before Node 22.19, where NODE_EXTRA_CA_CERTS is the way.
 */
export function trustBehindProxy(env: Env, ca: string | null): void {
  if (ca === null || proxyOf(env) === null || typeof tls.setDefaultCACertificates !== 'function') return;
  tls.setDefaultCACertificates([...new Set(ca.match(/-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/g) ?? []), ...tls.getCACertificates('default')]);
}

/** TLS over a connection, once the server is known to be the host. */
function secured(socket: Socket, host: string, ca: ConnectionOptions['ca'] | null): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const inner = connect({ socket, host, servername: isIP(host) === 0 ? host : '', ...(ca === null ? {} : { ca }) });
    inner.once('error', reject);
    inner.once('secureConnect', () => {
      inner.off('error', reject);
      resolve(inner);
    });
  });
}

/** Asks the proxy for a connection to a host. No error names more of the proxy than its host and port. */
function openTunnel(proxy: URL, host: string, port: number): Promise<Socket> {
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const { protocol, hostname, username, password } = proxy;
  const credentials = username === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(`${plain(username)}:${plain(password)}`).toString('base64')}` };
  const refuse = (why: string, code: string, cause?: unknown): Error => Object.assign(new Error(`the proxy ${proxy.host} ${why}`, cause === undefined ? {} : { cause }), { code });
  return new Promise((resolve, reject) => {
    const asked = (protocol === 'https:' ? httpsRequest : httpRequest)({
      host: hostname.replace(/^\[|\]$/g, ''), port: proxy.port === '' ? (protocol === 'https:' ? 443 : 80) : Number(proxy.port),
      method: 'CONNECT', path: target, headers: { host: target, ...credentials }, agent: false, timeout: patience,
    });
    asked.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(refuse(statusCode === 407 ? 'asks for a user and password (407)' : `refused a connection to ${target} (${statusCode})`, 'EPROXY'));
    });
    asked.once('response', ({ statusCode = 0 }) => reject(refuse(statusCode === 407 ? 'asks for a user and password (407)' : `refused a connection to ${target} (${statusCode})`, 'EPROXY')));
    asked.once('timeout', () => asked.destroy(refuse('does not answer', 'ETIMEDOUT')));
    asked.once('error', (error) => reject('code' in error && error.code === 'EPROXY' ? error : refuse(`cannot be reached: ${error.message}`, 'EPROXY', error)));
    asked.end();
  });
}

function plain(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded; // a lone percent sign
  }
}
