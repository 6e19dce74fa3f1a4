import type { Taken } from '../../config/index.ts';
import { exitCodes } from '../../domain/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Flags that choose tenants and how many at a time: those of the whole, not of one tenant. */
const ownFlags = ['--config', '--tenants', '--parallel'];

/** The command line of one tenant: the user's own, with that tenant's config instead of what names all of them. */
export function argumentsFor(argv: readonly string[], config: string): readonly string[] {
  const kept = argv.filter((text, index) => !ownFlags.includes(text) && !ownFlags.some((flag) => text.startsWith(`${flag}=`)) && !ownFlags.includes(argv[index - 1] ?? ''));
  return [...kept, '--config', config];
}

/** What a tenant's run sees of the environment: nothing that says whose identity signs in, and no variable that only another tenant's config names. */
export function environmentFor(own: Pick<Taken, 'names'>, others: readonly Pick<Taken, 'names'>[], env: Env, identityVariables: readonly string[]): Env {
  const foreign = new Set([...identityVariables, 'AZURE_AUTHORITY_HOST', ...others.flatMap(({ names }) => names)]);
  return Object.fromEntries(Object.entries(env).filter(([name]) => own.names.includes(name) || !foreign.has(name)));
}

/** Worse ones first; what a shell says of a stopped program is the worst, what is unknown is our bug. */
const ranking: readonly number[] = [exitCodes.bug, exitCodes.usage, exitCodes.gateFailed, exitCodes.incomplete, exitCodes.deliveryFailed, exitCodes.done];

/** The worst of several exit codes, in the order in which one run's own are told. */
export function worst(codes: readonly number[]): number {
  const stopped = codes.filter((code) => code > 128);
  if (stopped.length > 0) return Math.max(...stopped);
  return ranking.find((code) => codes.some((one) => one === code || (code === exitCodes.bug && !ranking.includes(one)))) ?? exitCodes.done;
}

/** Takes text as it comes and passes it on line by line, each marked with the tenant: `[contoso] …`, or as a field where lines are JSON. */
export function markedLines(name: string, format: 'text' | 'json', write: (line: string) => void): { take(text: string): void; end(): void } {
  let rest = '';
  const tell = (line: string): void => write(`${format === 'json' ? markedJson(name, line) : line === '' ? `[${name}]` : `[${name}] ${line}`}\n`);
  return {
    take: (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) tell(line);
    },
    end: () => {
      if (rest !== '') tell(rest);
      rest = '';
    },
  };
}

function markedJson(tenant: string, line: string): string {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return JSON.stringify({ tenant, ...value });
  } catch {
    // Help and the like: passed on as a message.
  }
  return JSON.stringify({ tenant, message: line });
}
