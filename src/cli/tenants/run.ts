import { readConfig, readTenants, tenantsOfConfigs, type Taken, type TenantEntry } from '../../config/index.ts';
import { identityVariables } from '../../azure/identity.ts';
import { exitCodes, UserError } from '../../domain/errors.ts';
import { reportFailure } from '../failure.ts';
import type { Session } from '../session.ts';
import { sharedBetween, type ReadTenant } from './places.ts';
import { runProgram } from './program.ts';
import { argumentsFor, environmentFor, markedLines, worst } from './together.ts';

/** Commands that take several tenants: those whose results lie in each tenant's own folder, or are lines. */
export const manyTenantCommands: readonly string[] = ['run', 'collect', 'render', 'publish', 'email', 'validate', 'doctor', 'history verify', 'history list'];

/** Which tenants, and the command for each of them. */
export interface ManyTenants {
  readonly command: string;
  /** The command line as given. */
  readonly argv: readonly string[];
  readonly configs: readonly string[];
  /** File that lists tenants. */
  readonly list: string | null;
  /** How many at a time. */
  readonly parallel: number;
}

interface Ready extends ReadTenant {
  readonly entry: TenantEntry;
  readonly taken: Taken;
}

/** One command for several tenants, each in a process of its own that sees only its own secrets; the exit code is the worst of theirs. */
export async function runTenants(session: Session, request: ManyTenants): Promise<number> {
  const { log, terminal } = session;
  refuse(session, request);
  const entries = request.list === null ? tenantsOfConfigs(request.configs, terminal.cwd) : readTenants(request.list, terminal.cwd);
  const read = entries.map((entry) => readTenant(session, entry));
  const ready = read.flatMap(({ tenant }) => tenant ?? []);
  const shared = sharedBetween(ready);
  if (shared.length > 0) throw new UserError(shared);
  const codes = new Map<string, number>();
  for (const { entry, error } of read) {
    if (error === null) continue;
    log.warn(`${entry.name}: left out, its config cannot be used.`);
    codes.set(entry.name, reportFailure(error, log));
  }
  const waiting = [...ready];
  await Promise.all(Array.from({ length: request.parallel }, async () => {
    for (let tenant = waiting.shift(); tenant !== undefined; tenant = waiting.shift()) {
      if (!session.signal.aborted) codes.set(tenant.name, await runTenant(session, request.argv, tenant, ready));
    }
  }));
  session.signal.throwIfAborted();
  const outcomes = entries.map(({ name }) => ({ tenant: name, exitCode: codes.get(name) ?? exitCodes.bug }));
  const exitCode = worst([...codes.values()]);
  log.result(`${entries.length} tenants: ${outcomes.map(({ tenant, exitCode }) => `${tenant} ${exitCode === 0 ? 'done' : `exit code ${exitCode}`}`).join(', ')}.`, { tenants: outcomes, exitCode });
  return exitCode;
}

function refuse({ flags }: Session, { command, configs, list }: ManyTenants): void {
  if (list !== null && configs.length > 0) throw new UserError({ message: '--tenants and --config are both given', fix: 'Give one of them.' });
  if (!manyTenantCommands.includes(command)) throw new UserError({ message: `"${command}" is for one tenant`, fix: `Name one --config. Several take: ${manyTenantCommands.join(', ')}.` });
  if (flags.out !== undefined) throw new UserError({ message: '--out names one folder, and each tenant needs its own', fix: 'Set outputDir in each config.' });
}

interface Reading {
  readonly entry: TenantEntry;
  readonly tenant: Ready | null;
  readonly error: UserError | null;
}

/** A tenant's config; one that cannot be used stops nobody else. */
function readTenant({ terminal }: Session, entry: TenantEntry): Reading {
  let taken: Taken = { names: [], secretNames: [], secrets: [] };
  try {
    const config = readConfig(entry.config, terminal.env, terminal.cwd, (found) => { taken = found; terminal.hide(found.secrets); });
    if (config.azure.identity === undefined) {
      throw new UserError({ message: 'azure.identity is missing: of several tenants each says whose identity signs in', position: { file: entry.config }, fix: 'Add azure.credential and azure.identity (docs/operations.md, "Many tenants").' });
    }
    return { entry, tenant: { entry, config, taken, name: entry.name, secretNames: taken.secretNames }, error: null };
  } catch (error) {
    if (error instanceof UserError) return { entry, tenant: null, error };
    throw error;
  }
}

async function runTenant({ terminal, log, signal }: Session, argv: readonly string[], tenant: Ready, all: readonly Ready[]): Promise<number> {
  const { format } = log.options;
  const others = all.filter((other) => other !== tenant).map(({ taken }) => taken);
  const [out, err] = [markedLines(tenant.name, format, terminal.out), markedLines(tenant.name, format, terminal.err)];
  const env = environmentFor(tenant.taken, others, terminal.env, identityVariables);
  const code = await runProgram({ args: argumentsFor(argv, tenant.entry.config), env, cwd: terminal.cwd, signal, out: out.take, err: err.take });
  out.end();
  err.end();
  return code;
}
