import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { makeCertificate } from './certificate.ts';
import { createExchange, type LoggedRequest } from './exchange.ts';
import type { SentMail } from './mail.ts';
import { settingsOf, type EmulatorOptions, type Settings } from './options.ts';
import { createServices } from './routes.ts';

/** Base URLs, without a trailing slash. All of them lead to the one server. */
export interface Endpoints {
  readonly resourceManager: string;
  readonly authority: string;
  readonly logAnalytics: string;
  readonly graph: string;
  readonly communicationServices: string;
}

/** What the Azure SDKs read from the environment. */
export interface EmulatorEnvironment {
  readonly AZURE_TENANT_ID: string;
  readonly AZURE_CLIENT_ID: string;
  readonly AZURE_CLIENT_SECRET: string;
}

/** A running local Azure. */
export interface Emulator {
  readonly endpoints: Endpoints;
  /** Certificate authority, PEM; pass it as `tlsOptions: { ca }`. */
  readonly caPem: string;
  readonly env: EmulatorEnvironment;
  /** Content of the file that workload identity reads. */
  readonly federatedToken: string;
  /** Id of the one Log Analytics workspace. */
  readonly workspaceId: string;
  /** Shows the tenant at another moment from now on. */
  setNow(now: Date): void;
  /** All requests so far, in the order of their answers. */
  requests(): readonly LoggedRequest[];
  /** Messages handed in to Graph and Communication Services. */
  sentMail(): readonly SentMail[];
  /** Stops at once, open connections included. */
  close(): Promise<void>;
}

/** The outside world. */
export interface EmulatorWorld {
  /** Real time for tokens and quota, milliseconds since the epoch; the tenant's time is an option of its own. */
  readonly wallClock: () => number;
}

/** Starts a local Azure on 127.0.0.1. */
export async function startEmulator(options: EmulatorOptions, world: EmulatorWorld = { wallClock: Date.now }): Promise<Emulator> {
  const settings = settingsOf(options);
  const services = createServices(settings, world.wallClock);
  const certificate = await makeCertificate();
  const shown = { now: settings.now };
  const exchange = createExchange(services, settings.faults, () => shown.now());
  const server = createServer({ key: certificate.keyPem, cert: certificate.certificatePem }, (incoming: IncomingMessage, response: ServerResponse) => {
    exchange.serve(incoming, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  // Clients keep connections for longer than Node's 5 s; closing one under them would look like a network fault.
  server.keepAliveTimeout = 10 * 60_000;
  const sockets = openSockets(server);
  const base = `https://127.0.0.1:${await listen(server, settings.port)}`;
  return {
    endpoints: { resourceManager: base, authority: base, logAnalytics: base, graph: base, communicationServices: base },
    caPem: certificate.certificatePem,
    env: environmentOf(settings),
    federatedToken: settings.application.federatedToken,
    workspaceId: settings.workspaceId,
    setNow: (now) => {
      shown.now = () => now;
    },
    requests: exchange.requests,
    sentMail: () => [...services.sentMail],
    close: async () => {
      exchange.stop();
      await stopListening(server, sockets);
    },
  };
}

function environmentOf({ application }: Settings): EmulatorEnvironment {
  return { AZURE_TENANT_ID: application.tenantId, AZURE_CLIENT_ID: application.clientId, AZURE_CLIENT_SECRET: application.clientSecret };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error(`the server listens on ${String(address)}, not on a TCP port`));
      else resolve(address.port);
    });
  });
}

/** Ends every connection, those in their TLS handshake too, which `closeAllConnections` does not know yet. */
function stopListening(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}

function openSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}
