import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError } from '../domain/errors.ts';
import { loadDataTenant } from './dataTenant.ts';
import type { Fault } from './server/faults.ts';
import type { Quota } from './server/quota.ts';
import { startEmulator, type Emulator, type EmulatorEnvironment, type Endpoints } from './server/startEmulator.ts';
import type { Tenant } from './tenant.ts';

/** What the command line asks for. */
export interface EmulateOptions {
  /** Folder of `<table>.ndjson` files; instead of `tenant`. */
  readonly data?: string;
  /** `demo` (the default) or `synthetic:scopes=1000,seed=7`. */
  readonly tenant?: string;
  /** Default 0, any free port. */
  readonly port?: number;
  /** Moment at which the tenant is shown. Default: a built-in tenant's own, for a folder the time as it passes. */
  readonly now?: Date;
  /** Where to write how to reach the emulator, once it can be reached. */
  readonly readyFile?: string;
  readonly quota?: Quota | null;
  readonly faults?: readonly Fault[];
}

/** Content of the ready file: all a program needs to talk to the emulator. */
export interface ReadyFile {
  readonly endpoints: Endpoints;
  /** PEM file of the certificate authority. */
  readonly caFile: string;
  readonly env: EmulatorEnvironment;
  /** A minimal config.yaml. */
  readonly configFile: string;
  /** Id of the Log Analytics workspace. */
  readonly workspaceId: string;
}

/** An emulator with the files that describe it; `close` removes them. */
export interface RunningEmulator extends Emulator {
  readonly ready: ReadyFile;
}

/** The outside world. */
export interface EmulateWorld {
  readonly now: () => Date;
  /** Folder in which the temporary folder is made. */
  readonly temporaryRoot: string;
  /** Builds a tenant from its description. @throws UserError */
  readonly tenantOf: (spec: string) => Promise<Tenant>;
}

const realWorld: EmulateWorld = {
  now: () => new Date(),
  temporaryRoot: tmpdir(),
  // Loaded only when asked for: the built-in tenants bring their catalogue with them.
  tenantOf: async (spec) => (await import('./tenants/index.ts')).tenantOf(spec),
};

/** Starts an emulator and writes the files by which others find it. @throws UserError for options that cannot be met. */
export async function emulate(options: EmulateOptions, world: EmulateWorld = realWorld): Promise<RunningEmulator> {
  if (options.data !== undefined && options.tenant !== undefined) {
    throw new UserError({ message: 'both --data and --tenant are given', fix: 'Give one of them.' });
  }
  const tenant = options.data === undefined ? await world.tenantOf(options.tenant ?? 'demo') : await loadDataTenant(options.data, world.now());
  const emulator = await startOrExplain(options, tenant, world);
  const folder = await mkdtemp(join(world.temporaryRoot, 'secure-score-emulator-'));
  const readyFile = options.readyFile === undefined ? null : resolve(options.readyFile);
  const close = async (): Promise<void> => {
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
    if (readyFile !== null) await rm(readyFile, { force: true });
  };
  try {
    const ready = await writeFiles(emulator, folder);
    if (readyFile !== null) await writeReadyFile(readyFile, ready);
    return { ...emulator, ready, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startOrExplain(options: EmulateOptions, tenant: Tenant, world: EmulateWorld): Promise<Emulator> {
  const { port = 0, now, quota, faults } = options;
  const shownAt = now !== undefined ? { now: () => now } : options.data === undefined ? {} : { now: world.now };
  try {
    return await startEmulator({ tenant, port, ...shownAt, ...(quota === undefined ? {} : { quota }), ...(faults === undefined ? {} : { faults }) });
  } catch (cause) {
    const code = errorCode(cause);
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'ERR_SOCKET_BAD_PORT') throw cause;
    throw new UserError({ message: `port ${port} cannot be used (${code})`, fix: 'Choose another --port, or leave it out for any free one.' }, { cause });
  }
}

async function writeFiles(emulator: Emulator, folder: string): Promise<ReadyFile> {
  const caFile = join(folder, 'ca.pem');
  const configFile = join(folder, 'config.yaml');
  await writePrivate(caFile, emulator.caPem);
  await writePrivate(configFile, configText(emulator.endpoints, caFile));
  return { endpoints: emulator.endpoints, caFile, env: emulator.env, configFile, workspaceId: emulator.workspaceId };
}

/** JSON strings are YAML strings too, whatever is in them. */
function configText(endpoints: Endpoints, caFile: string): string {
  return [
    'title: Local Azure',
    'azure:',
    '  endpoints:',
    `    resourceManager: ${JSON.stringify(endpoints.resourceManager)}`,
    `    authority: ${JSON.stringify(endpoints.authority)}`,
    `    logAnalytics: ${JSON.stringify(endpoints.logAnalytics)}`,
    `  caFile: ${JSON.stringify(caFile)}`,
    '  credential: clientSecret',
    '',
  ].join('\n');
}

/** Whoever waits for the file finds it whole: it appears by a rename. */
async function writeReadyFile(path: string, ready: ReadyFile): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await writePrivate(unfinished, `${JSON.stringify(ready, null, 2)}\n`);
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw new UserError({ message: `ready file cannot be written: ${path}`, position: { file: path }, fix: 'Name a file in a folder that exists and can be written to.' }, { cause });
  }
}

/** The files hold a secret, or lead to one. */
function writePrivate(path: string, text: string): Promise<void> {
  return writeFile(path, text, { mode: 0o600, flag: 'wx' });
}

function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
