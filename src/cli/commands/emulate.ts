import { resolve } from 'node:path';
import { emulate as startEmulate } from '../../emulator/index.ts';
import type { EmulateOptions, RunningEmulator } from '../../emulator/index.ts';
import type { Session } from '../session.ts';

export type EmulateFlags = Pick<EmulateOptions, 'data' | 'tenant' | 'port' | 'readyFile'>;

/** `emulate`: runs until it is stopped, which ends it with the signal's exit code. */
export async function emulate({ terminal, log, fixedNow, signal }: Session, flags: EmulateFlags): Promise<number> {
  const inCwd = (path: string): string => resolve(terminal.cwd, path);
  const running = await startEmulate({
    ...flags,
    ...(flags.data === undefined ? {} : { data: inCwd(flags.data) }),
    ...(flags.readyFile === undefined ? {} : { readyFile: inCwd(flags.readyFile) }),
    ...(fixedNow === null ? {} : { now: fixedNow }),
  });
  try {
    log.result(howToReach(running), running.ready);
    return await untilStopped(signal);
  } finally {
    await running.close();
  }
}

/** The secret is the emulator's own, made for this run and good on this machine only. */
function howToReach({ ready }: RunningEmulator): string {
  return [
    `Local Azure at ${ready.endpoints.resourceManager}. Stop it with Ctrl-C. In another shell:`,
    '',
    ...Object.entries(ready.env).map(([name, value]) => `export ${name}=${String(value)}`),
    `secure-score run --config ${ready.configFile} --out emulated-reports`,
  ].join('\n');
}

function untilStopped(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
