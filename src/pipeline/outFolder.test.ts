import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, tryFolder } from './outFolder.ts';

const root = mkdtempSync(join(tmpdir(), 'secure-score-folder-'));
writeFileSync(join(root, 'file'), '');

describe('the output folder', () => {
  it('is made with those above it, or is there', () => {
    makeFolder(join(root, 'a/b/c'));
    makeFolder(join(root, 'a/b/c'));
    expect(existsSync(join(root, 'a/b/c'))).toBe(true);
  });

  it.each([[join(root, 'file'), /file: is a file, not a folder/], [join(root, 'file', 'x', 'y'), /a file stands where a folder is needed/]])('is refused where a file is in the way: %s', (path, message) => {
    expect(() => makeFolder(path)).toThrow(message);
    expect(() => tryFolder(path)).toThrow(message);
  });

  it.runIf(existsSync('/proc/self'))('is refused in /proc, at once', () => {
    expect(() => makeFolder('/proc/x/data')).toThrow(/^\/proc\/x: no folder can be made or written here \(ENOENT\)\. Change its permissions, or name another/);
    expect(() => tryFolder('/proc/x/data')).toThrow(/^\/proc: no folder can be made/);
  });

  it('is tried without a trace', () => {
    const before = readdirSync(root);
    tryFolder(join(root, 'new/deep'));
    expect(readdirSync(root)).toEqual(before);
  });
});
