import { hasTargets, type Config } from '../domain/config.ts';
import { problemLine, UserError } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import type { Gap } from '../domain/gap.ts';
import type { ExaminedMeans } from './deliveryChecks.ts';
import { clockCheck, proxyChecks, type ProxyInUse } from './doctorNetwork.ts';
import { nodeIsEnough, oldestNode } from './nodeVersion.ts';
import { tryFolder } from './outFolder.ts';
import { reportPaths } from './paths.ts';
import { counted } from './words.ts';

/** One thing a run needs. */
export interface Check {
  readonly name: string;
  /** `warning`: a run works, with less than could be. */
  readonly status: 'ok' | 'warning' | 'missing';
  readonly message: string;
  /** How to mend it; null when there is nothing to mend. */
  readonly fix: string | null;
}

/** What the doctor asks of the machine and of Azure; each throws a UserError that says what is wrong. */
export interface DoctorPorts {
  readonly nodeVersion: string;
  readConfig(): Promise<Config>;
  /** Starts a browser and closes it again: what it is, and what it says. */
  tryBrowser(): Promise<{ readonly version: string; readonly source: string; readonly notes: readonly string[] }>;
  /** Opens the record for reading: numbers of runs and what is damaged. */
  tryRecord(config: Config): Promise<{ readonly runs: number; readonly problems: readonly Problem[] }>;
  /** The proxy that the environment names; null: none. */
  proxy(): ProxyInUse | null;
  /** Seconds by which this machine's clock is ahead of the sign-in service's; null: it does not say. */
  tryClock(config: Config): Promise<number | null>;
  /** Signs in; the way of it in words. */
  trySignIn(config: Config): Promise<string>;
  /** Counts what the identity can read of what config selects, and what config names in vain. Secure scores are those of everything in sight. */
  tryRead(config: Config): Promise<{ readonly subscriptions: number; readonly connectors: number; readonly secureScores: number; readonly gaps: readonly Gap[] }>;
  /** Looks at config's targets and mail service; changes nothing there and sends nothing. */
  tryDelivery(config: Config): Promise<readonly ExaminedMeans[]>;
  /** Client id of the identity where the environment names one; null when not. */
  readonly principal: string | null;
}

/** Examines everything a run needs; never stops at the first thing missing. */
export async function examine(ports: DoctorPorts, offline: boolean): Promise<readonly Check[]> {
  const checks: Check[] = [nodeCheck(ports.nodeVersion)];
  const config = await checked(checks, 'config', () => ports.readConfig(), (read) => `valid; reports go to ${read.outDir}`);
  if (config === null) return checks;
  await checked(checks, 'output', async () => { tryFolder(config.outDir); return true; }, () => `${config.outDir} can be written`);
  const record = await checked(checks, 'record', () => ports.tryRecord(config), ({ runs }) => `${counted(runs, 'run')} in ${reportPaths(config.outDir).data}`);
  for (const problem of record?.problems ?? []) checks.push({ name: 'record', status: 'warning', message: problemLine(problem), fix: null });
  if (config.report.formats.includes('pdf')) {
    const browser = await checked(checks, 'browser', () => ports.tryBrowser(), ({ version, source }) => `${version} starts (${source})`);
    for (const note of browser?.notes ?? []) checks.push({ name: 'browser', status: 'warning', message: note, fix: null });
  }
  const proxy = await attempted(checks, 'proxy', async () => ports.proxy());
  if (proxy !== null) checks.push(...proxyChecks(config, proxy));
  if (offline) return checks;
  const ahead = await attempted(checks, 'clock', () => ports.tryClock(config));
  if (ahead !== null) checks.push(clockCheck(ahead));
  const signedIn = await checked(checks, 'sign-in', () => ports.trySignIn(config), (way) => `credential "${config.azure.credential}" gets a token: ${way}`);
  if (signedIn !== null) await readCheck(checks, ports, config);
  await deliveryCheck(checks, ports, config);
  return checks;
}

/** What publishing and mail need; nothing is said where config asks for neither. */
async function deliveryCheck(checks: Check[], ports: DoctorPorts, config: Config): Promise<void> {
  if (!hasTargets(config) && config.email === null) return;
  try {
    for (const { name, target, checks: found } of await ports.tryDelivery(config)) {
      for (const { status, message, fix } of found) checks.push({ name, status, message: `${target}: ${message}`, fix });
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    for (const { fix, ...problem } of error.problems) checks.push({ name: 'delivery', status: 'missing', message: problemLine(problem), fix: fix ?? null });
  }
}

async function readCheck(checks: Check[], ports: DoctorPorts, config: Config): Promise<void> {
  const read = await checked(checks, 'read', () => ports.tryRead(config), (found) => `${counted(found.subscriptions, 'subscription')} and ${counted(found.connectors, 'connector')} selected; ${counted(found.secureScores, 'secure score')} in sight`);
  if (read === null) return;
  const principal = config.azure.identity === undefined ? ports.principal : config.azure.identity.clientId;
  const grant = `Give it Security Reader (or Reader): ${grantCommand(config, principal)} (see docs/permissions.md)`;
  const missing = (message: string, fix: string): void => { checks.push({ name: 'read', status: 'missing', message, fix }); };
  if (read.subscriptions + read.connectors === 0) missing('the identity sees no subscription that config selects', `${grant}.`);
  else if (read.secureScores === 0) missing('the identity sees no secure score', `${grant}, and check that Defender for Cloud is on for the subscriptions.`);
  for (const { what, advice, affectsScore } of read.gaps) checks.push({ name: 'read', status: affectsScore ? 'missing' : 'warning', message: what, fix: `${advice} ${grantCommand(config, principal)}` });
}

/** The command that grants the role where config looks: on the management groups it names, on a subscription, else on one the reader chooses. */
function grantCommand({ scopes: { include } }: Config, principal: string | null): string {
  const groups = include.flatMap((one) => (one.kind === 'managementGroup' ? [one.name.replace(/^\/providers\/microsoft\.management\/managementgroups\//i, '')] : []));
  const ids = include.flatMap((one) => (one.kind === 'subscription' && /^[0-9a-f-]{36}$/i.test(one.pattern) ? [one.pattern] : []));
  const places = [...groups.map((name) => `/providers/Microsoft.Management/managementGroups/${name}`), ...ids.map((id) => `/subscriptions/${id}`)];
  const [place = '/providers/Microsoft.Management/managementGroups/<group>'] = places;
  return `az role assignment create --assignee ${principal ?? '<id of the identity>'} --role "Security Reader" --scope ${JSON.stringify(place)}`;
}

/** Runs a check; what it threw becomes what is missing, and null. Errors that nobody can mend are passed on. */
async function checked<Result>(checks: Check[], name: string, work: () => Promise<Result>, told: (result: Result) => string): Promise<Result | null> {
  const result = await attempted(checks, name, work);
  if (result !== null) checks.push({ name, status: 'ok', message: told(result), fix: null });
  return result;
}

/** The same without a word where all is well. */
async function attempted<Result>(checks: Check[], name: string, work: () => Promise<Result>): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    for (const { fix, ...problem } of error.problems) checks.push({ name, status: 'missing', message: problemLine(problem), fix: fix ?? null });
    return null;
  }
}

function nodeCheck(version: string): Check {
  const enough = nodeIsEnough(version);
  return { name: 'node', status: enough ? 'ok' : 'missing', message: version, fix: enough ? null : `Install Node ${oldestNode} or newer.` };
}


