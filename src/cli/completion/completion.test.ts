import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsOf } from '../manual/help.ts';
import { wordsOf } from '../commands.ts';
import { programOn } from '../program.ts';
import { completionScript } from './index.ts';
import { outlineOf } from './outline.ts';

const program = programOn({ out: () => {}, err: () => {} }, async () => {});
const run = promisify(execFile);
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'secure-score-completion-'));
  mkdirSync(join(folder, 'confs'));
  writeFileSync(join(folder, 'contoso.yaml'), '');
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) writeFileSync(join(folder, `complete.${shell}`), completionScript(program, shell));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function has(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'true']);
    return true;
  } catch {
    return false;
  }
}

/** What a shell offers for the last of some words; the shell itself does it. */
const shells: Readonly<Record<string, (words: readonly string[]) => Promise<readonly string[]>>> = {
  bash: async (words) => {
    // Readline cuts words at "=", too.
    const cut = words.flatMap((word) => word.split(/(=)/).filter((part, index, all) => part !== '' || (index === all.length - 1 && index > 0) || all.length === 1));
    const line = `source complete.bash; COMP_WORDS=(secure-score ${cut.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${cut.length}; _secure_score; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return lines((await run('bash', ['--noprofile', '--norc', '-c', line], { cwd: folder })).stdout);
  },
  fish: async (words) => lines((await run('fish', ['--no-config', '-c', `source complete.fish; complete -C ${quoted(`secure-score ${words.join(' ')}`)}`], { cwd: folder, env: { ...process.env, HOME: folder } })).stdout).map((line) => line.split('\t')[0] ?? ''),
  zsh: async (words) => zshOffers(words),
};

/** The script in a real zsh; what its own helpers would list is printed instead. */
async function zshOffers(words: readonly string[]): Promise<readonly string[]> {
  const helpers = `
compdef() { : }
_describe() { while [[ $1 == -* ]]; do if [[ $1 == -t ]]; then shift 2; else shift; fi; done; shift; local name; for name in "$@"; do print -rl -- "\${(@)\${(@P)name}%%:*}"; done }
_values() { if [[ $1 == -s ]]; then shift 2; fi; shift; print -rl -- "$@" }
_files() { print -rl -- *(N) }
_message() { : }
`;
  const line = `words=(secure-score ${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length + 1}; _secure-score`;
  const { stdout } = await run('zsh', ['-f', '-c', `${helpers}\nsource ./complete.zsh\n${line}`], { cwd: folder });
  const last = words.at(-1) ?? '';
  return lines(stdout).filter((word) => word.startsWith(last));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`\'`)}'`;
}

function lines(text: string): readonly string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
}

describe.each(['bash', 'zsh', 'fish'].filter(has))('%s completes', (shell) => {
  const offers = (...words: string[]) => (shells[shell] ?? (async () => []))(words);

  it('commands, and those below them', async () => {
    const all = await offers('');
    expect(all).toEqual(expect.arrayContaining(program.commands.map((command) => command.name())));
    expect(await offers('ren')).toContain('render');
    expect(await offers('history', '')).toEqual(expect.arrayContaining(['verify', 'list', 'export']));
    expect(await offers('history', '')).not.toContain('render');
  });

  it('flags of the command and of all commands', async () => {
    const flags = await offers('run', '--');
    expect(flags).toEqual(expect.arrayContaining(['--only', '--dry-run', '--config', '--log-format']));
    expect(flags).not.toContain('--workspace');
    expect(await offers('--quiet', 'backfill', '--work')).toContain('--workspace');
  });

  it('values of flags and arguments', async () => {
    expect((await offers('run', '--log-format', '')).toSorted()).toEqual(expect.arrayContaining(['json', 'text']));
    expect(await offers('history', 'export', '--what', 'ch')).toContain('changes');
    expect(await offers('diff', 'prev')).toContain('previous');
    expect(await offers('completion', 'z')).toContain('zsh');
    expect(await offers('run', '--config', 'cont')).toContain('contoso.yaml');
  });
});

describe.runIf(has('bash'))('bash, in particular', () => {
  it('goes on after a comma and after "="', async () => {
    const offers = (...words: string[]) => (shells['bash'] ?? (async () => []))(words);
    expect(await offers('run', '--only', 'html,p')).toEqual(['html,pdf', 'html,publish']);
    expect(await offers('run', '--log-format=')).toEqual(['text', 'json']);
    expect(await offers('run', '--log-format=j')).toEqual(['json']);
    expect(await offers('run', '--out', 'c')).toEqual(['confs']);
    expect(await offers('run', '--now', '')).toEqual([]);
  });
});

describe('the scripts', () => {
  it('know every command and flag of the program, since they are made from it', () => {
    const outline = outlineOf(program);
    for (const command of commandsOf(program)) {
      const known = outline.find(({ words }) => words === wordsOf(command));
      expect(known?.flags.map(({ name }) => name), wordsOf(command)).toEqual(expect.arrayContaining(command.options.flatMap(({ long }) => long ?? [])));
      for (const shell of ['bash', 'zsh', 'fish', 'powershell']) expect(completionScript(program, shell)).toContain(command.name());
    }
  });
});
