import { execFile } from 'node:child_process';
import { access, constants, readdir, stat, statfs } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { promisify } from 'node:util';

/** What finding and starting a browser asks of the machine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Processor, as Node names it (`x64`, `arm64`). */
  readonly arch: string;
  /** Numeric user id; null where there is none (Windows). */
  readonly userId: number | null;
  readonly homeFolder: string;
  readonly temporaryFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** True when the path is a file this user may run. */
  canRun(path: string): Promise<boolean>;
  /** Names in a folder; empty when it cannot be read. */
  list(folder: string): Promise<readonly string[]>;
  /** What the program prints for `--version`; null when it does not answer within 10 s. */
  versionOf(path: string): Promise<string | null>;
  /** Free bytes of /dev/shm; null where there is none. */
  sharedMemory(): Promise<number | null>;
}

const run = promisify(execFile);

/** The machine this process runs on. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    arch: process.arch,
    userId: process.getuid?.() ?? null,
    homeFolder: homedir(),
    temporaryFolder: tmpdir(),
    environment: process.env,
    canRun,
    list: (folder) => readdir(folder).catch(() => []),
    versionOf: async (path) => {
      const answer = await run(path, ['--version'], { timeout: 10_000, killSignal: 'SIGKILL' }).catch(() => null);
      return answer === null ? null : answer.stdout.trim();
    },
    sharedMemory: async () => {
      const space = await statfs('/dev/shm').catch(() => null);
      return space === null ? null : space.bavail * space.bsize;
    },
  };
}

async function canRun(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
