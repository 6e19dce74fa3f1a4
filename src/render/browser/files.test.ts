import { mkdtemp, mkdir, readdir, rm, stat, symlink, utimes, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesInFolder } from './files.ts';
import { pathInReport, reportOrigin } from './lockedPage.ts';
import { removeLeftovers } from './leftovers.ts';
import { thisMachine } from './machine.ts';
import { privateFolders } from './privateFolder.ts';
import { readTar } from './tar.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secure-score-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('files of a report\'s folder', () => {
  it('gives what is below it and nothing else', async () => {
    await mkdir(join(folder, 'report/assets'), { recursive: true });
    await writeFile(join(folder, 'report/assets/a.css'), 'x');
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await mkdir(join(folder, 'report-2'));
    await writeFile(join(folder, 'report-2/b.css'), 'other');
    await symlink(join(folder, 'secret.txt'), join(folder, 'report/link.txt'));
    await symlink(folder, join(folder, 'report/up'));
    const files = filesInFolder(join(folder, 'report'));
    const read = async (path: string): Promise<string | null> => (await files(path))?.toString() ?? null;
    expect(await read('assets/a.css')).toBe('x');
    for (const path of ['../secret.txt', 'link.txt', 'up/secret.txt', 'assets', '../report-2/b.css', 'absent.css', '']) expect(await read(path), path).toBeNull();
  });
});

describe('path of a request', () => {
  it.each([
    [`${reportOrigin}/report.html`, 'report.html'],
    [`${reportOrigin}/assets/a%20b.css?x#y`, 'assets/a b.css'],
    [`${reportOrigin}/../../etc/passwd`, 'etc/passwd'],
    [`${reportOrigin}/a/..%2f..%2fetc/passwd`, null],
    [`${reportOrigin}/a%5C..%5Cb`, null],
    [`${reportOrigin}/C:/x`, null],
    [`${reportOrigin}/%00`, null],
    [`${reportOrigin}/%E0%A4%A`, null],
    [`${reportOrigin}//evil.example/x`, null],
    [`${reportOrigin}:8443/report.html`, null],
    ['https://a:b@report.invalid/report.html', null],
    ['http://report.invalid/report.html', null],
    ['file:///etc/passwd', null],
    ['data:text/html,x', null],
    ['http://169.254.169.254/latest/meta-data', null],
  ])('%s is %s', (url, path) => {
    expect(pathInReport(url)).toBe(path);
  });
});

describe('private folders', () => {
  const machine = (): ReturnType<typeof thisMachine> => ({ ...thisMachine(), temporaryFolder: join(folder, 'tmp'), homeFolder: join(folder, 'home') });

  it('are made for this user alone', async () => {
    const [first] = await privateFolders(machine());
    expect(first?.startsWith(join(folder, 'tmp'))).toBe(true);
    if (process.getuid !== undefined) expect((await stat(first ?? '')).mode & 0o777).toBe(0o700);
  });

  it.skipIf(process.getuid === undefined)('are not those that others can write to or that lead elsewhere', async () => {
    const [temporary, home] = await privateFolders(machine());
    await chmod(temporary ?? '', 0o777);
    expect(await privateFolders(machine())).toEqual([home]);
    await rm(home ?? '', { recursive: true });
    await symlink(folder, home ?? '');
    expect(await privateFolders(machine())).toEqual([]);
  });
});

describe('leftovers', () => {
  it('of processes that are gone are removed after a day, nothing else', async () => {
    // Above the largest process id of Linux, so that nobody has it.
    const gone = 4_194_305;
    const names = [`profile-${gone}-abc`, `chromium-153.0.0.${gone}-0a1b2c3d`, `profile-${gone}-new`, `profile-${process.pid}-abc`, 'chromium-153.0.0', 'notes'];
    for (const name of names) await mkdir(join(folder, name));
    const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
    for (const name of names.filter((one) => !one.endsWith('new'))) await utimes(join(folder, name), twoDaysAgo, twoDaysAgo);
    await removeLeftovers(folder, Date.now());
    expect(await readdir(folder)).toEqual(['chromium-153.0.0', 'notes', `profile-${gone}-new`, `profile-${process.pid}-abc`].toSorted());
  });
});

describe('reading a tar', () => {
  const entry = (path: string, text: string, size = text.length): Buffer => {
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write(size.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    return Buffer.concat([header, Buffer.from(text.padEnd(Math.ceil(text.length / 512) * 512, '\0'))]);
  };

  it('gives each regular file', () => {
    const files = readTar(Buffer.concat([entry('a/b', 'one'), entry('c', 'x'.repeat(512)), Buffer.alloc(1024)]));
    expect(files.map(({ path, bytes }) => [path, bytes.length])).toEqual([['a/b', 3], ['c', 512]]);
  });

  it('refuses a path that leaves the folder and an archive cut short', () => {
    expect(() => readTar(entry('a/../../b', 'x'))).toThrow(/outside its folder/);
    expect(() => readTar(entry('/etc/x', 'x'))).toThrow(/outside its folder/);
    expect(() => readTar(entry('a', 'x', 5000))).toThrow(/ends inside a/);
  });
});
