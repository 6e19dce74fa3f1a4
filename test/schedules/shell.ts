import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
export const scripts = join(root, 'examples/scripts');

export interface Ended {
  readonly code: number;
  readonly out: string;
}

/** Variables of whoever runs the tests that the scripts would take for theirs. */
const foreign = /^(?:AZURE_|GITHUB_|GIT_|TF_BUILD|CONFIG$|OUT$|RESULT$|COMMAND$|NOW$|idToken$)/;

/** Runs a program to its end; stdout and stderr together. Its secure-score is that of this repository. */
export function run(command: string, args: readonly string[], { cwd = root, env = {} }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {}): Promise<Ended> {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  const path = [...(env['BIN'] === undefined ? [] : [env['BIN']]), dirname(process.execPath), clean['PATH'] ?? ''].join(delimiter);
  const environment = { ...clean, SECURE_SCORE_MAIN: join(root, 'src/cli/main.ts'), RETRY_AFTER: '0', NO_COLOR: '1', ...env, PATH: path };
  return new Promise((done) => {
    execFile(command, args, { cwd, env: environment, maxBuffer: 1e8 }, (error, out, err) => {
      done({ code: error === null ? 0 : Number(error.code ?? -1), out: `${out}${err}` });
    });
  });
}

export function script(name: string, args: readonly string[] = [], options: Parameters<typeof run>[2] = {}): Promise<Ended> {
  return run('bash', [join(scripts, name), ...args], options);
}

/** What a command printed. @throws when it failed. */
export async function output(command: string, args: readonly string[], options: Parameters<typeof run>[2] = {}): Promise<string> {
  const { code, out } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${out}`);
  return out.trim();
}

/** A folder for `BIN` with one program in it: a shell script. */
export async function fakeProgram(folder: string, name: string, body: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), `#!/usr/bin/env bash\n${body}\n`);
  await chmod(join(folder, name), 0o755);
  return folder;
}
